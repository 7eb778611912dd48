/** One line of the table of complaints. */
import { called } from '../parts/called.js';
import { deadlineClock } from '../parts/clock.js';
import { el, icon } from '../parts/dom.js';
import { money } from '../parts/money.js';
import { exact, short } from '../parts/times.js';
import { named, words } from '../parts/words.js';

/** @import { ComplaintRow } from '../types.d.ts' */

const TONE = { received: 'info', acknowledged: 'info', investigating: 'accent', waiting: 'warn', decided: 'good', resolved: 'good', reopened: 'danger' };
const PRIORITY = ['urgent', 'high', 'normal', 'low'];

/** @param {string} status */
export const statusTag = (status) => el('span', { class: `tag ${/** @type {Record<string, string>} */ (TONE)[status] ?? ''}` }, named(words.statuses, status));

/** How pressing: an arrow and a word for it. @param {number} priority @param {boolean} [said] the word is shown too */
export function priorityMark(priority, said = false) {
  const text = words.priorities[priority] ?? String(priority);
  return el('span', { class: `priority p${priority}`, title: text }, icon(`priority-${PRIORITY[priority] ?? 'normal'}`), el('span', { class: said ? '' : 'sr-only' }, text));
}

/**
 * @param {ComplaintRow} row
 * @param {{ picked: boolean, picking: boolean }} shown
 */
export function rowNode(row, { picked, picking }) {
  const box = el('input', { type: 'checkbox', name: 'pick', value: row.number, 'aria-label': words.complaints.pick(row.number), checked: picked });
  return el(
    'tr',
    {},
    picking && el('td', { class: 'fit' }, box),
    el('td', { class: 'fit' }, priorityMark(row.priority)),
    el(
      'td',
      {},
      el('a', { class: 'lead', href: `/complaints/${row.number}` }, named(words.categories, row.category), el('span', { class: 'code' }, row.number)),
      el('span', { class: 'more', lang: row.locale === 'en' ? 'en' : 'zh-CN' }, row.description),
    ),
    el('td', { class: 'fit' }, called(row.customer), row.amount && el('span', { class: 'more number' }, money(row.amount, row.currency))),
    el('td', { class: 'fit' }, statusTag(row.status)),
    el('td', { class: 'fit' }, row.assignee ? row.assignee.name : el('span', { class: 'muted' }, words.nobody)),
    el('td', { class: 'fit' }, row.next_deadline ? deadlineClock(row.next_deadline) : '', row.next_deadline && el('span', { class: 'more tiny' }, `${named(words.deadlines, row.next_deadline.kind)} · ${exact(row.next_deadline.due_at)}`)),
    el('td', { class: 'fit muted wide-only' }, el('time', { datetime: row.created_at, title: exact(row.created_at) }, short(row.created_at))),
  );
}
