/** One line of the list: who, why or what last, how long. */
import { called } from '../parts/called.js';
import { waitingClock } from '../parts/clock.js';
import { el, icon } from '../parts/dom.js';
import { face } from '../parts/face.js';
import { me } from '../parts/page.js';
import { short } from '../parts/times.js';
import { named, words } from '../parts/words.js';

/** @import { Row } from '../types.d.ts' */

/**
 * @param {Row} row
 * @param {{ selected: boolean, waiting: boolean }} shown
 */
export function rowNode(row, { selected, waiting }) {
  const name = called(row.customer);
  const at = row.last_message?.created_at ?? row.waiting_since;
  const link = el(
    'a',
    { href: `/conversations/${row.conversation_id}`, class: `row-link${row.unread ? ' unread' : ''}`, 'aria-current': selected ? 'true' : null },
    face(row.customer?.id ?? null, name),
    el(
      'span',
      { class: 'grow' },
      el('span', { class: 'top' }, el('b', { class: 'name' }, name), waiting && row.waiting_since ? waitingClock(row.waiting_since) : el('time', { datetime: at }, at ? short(at) : '')),
      el('span', { class: 'preview', lang: row.language === 'en' ? 'en' : 'zh-CN' }, row.preview ?? row.last_message?.text ?? ''),
      marks(row, waiting),
    ),
    !!row.unread && el('span', { class: 'badge', 'aria-label': words.inbox.unread(row.unread) }, row.unread > 99 ? '99+' : row.unread),
  );
  return el('li', {}, link);
}

/** @param {Row} row @param {boolean} waiting */
function marks(row, waiting) {
  return el(
    'span',
    { class: 'tags' },
    row.risk?.map((risk) => el('span', { class: 'tag danger' }, icon('shield'), named(words.risks, risk))),
    row.lost && el('span', { class: 'tag warn' }, icon('bolt'), words.inbox.lost),
    waiting && el('span', { class: 'tag' }, named(words.reasons, row.reason)),
    !waiting && row.agent && row.agent.id !== me.id && el('span', { class: 'tag' }, icon('person'), words.inbox.with(row.agent.name)),
    row.team && el('span', { class: 'tag outline' }, row.team),
    row.language === 'en' && el('span', { class: 'tag outline' }, 'EN'),
  );
}
