/** What happened to a complaint, the oldest first; what colleagues wrote for each other looks different. */
import { el, icon } from '../parts/dom.js';
import { money } from '../parts/money.js';
import { exact } from '../parts/times.js';
import { named, words } from '../parts/words.js';

/** @import { ComplaintStep } from '../types.d.ts' */

/** @type {Record<string, string>} */
const ICONS = {
  complaint_filed: 'complaints', complaint_acknowledged: 'check', complaint_assigned: 'person', complaint_taken_up: 'eye', complaint_replied: 'send',
  customer_asked: 'info', complaint_supplemented: 'plus', note_added: 'lock', extension_proposed: 'calendar', complaint_extended: 'calendar', extension_declined: 'calendar',
  complaint_decided: 'check', complaint_resolved: 'clock-met', complaint_closed: 'lock', complaint_withdrawn: 'return', complaint_reopened: 'refresh', deadline_breached: 'clock-late',
  words_erased: 'trash', review_reply_drafted: 'note', review_solution_offered: 'suggestions', review_followed_up: 'callbacks',
};

/** @param {ComplaintStep} step */
export function stepNode({ kind, actor, actor_name: name, at, text, internal, details }) {
  const who = name || named(words.complaints.actors, actor);
  const said = kind === 'complaint_assigned' && details?.assignee ? words.complaints.assignedTo(String(details.assignee)) : named(words.complaints.events, kind);
  const extra = [details?.outcome && named(words.complaints.outcomes, String(details.outcome)), details?.amount && money(String(details.amount), String(details.currency ?? 'CNY')), details?.until && words.complaints.until(exact(String(details.until)))].filter(Boolean).join(' · ');
  return el(
    'li',
    { class: `step${internal ? ' internal' : ''} ${actor}` },
    el('span', { class: 'mark', 'aria-hidden': 'true' }, icon(ICONS[kind] ?? (kind.startsWith('compensation') ? 'money' : 'info'))),
    el(
      'div',
      { class: 'grow' },
      el('p', { class: 'by' }, el('b', {}, who), ` ${said}`, extra && el('span', { class: 'tag' }, extra), internal && el('span', { class: 'tag warn' }, icon('lock'), words.complaints.internal), el('time', { datetime: at }, exact(at))),
      text && el('p', { class: 'words' }, text),
    ),
  );
}
