/** What can be done to a complaint: for each move its fields, its words and where it goes. */
import { el } from '../parts/dom.js';
import { me } from '../parts/page.js';
import { asField, exact, fromField } from '../parts/times.js';
import { words } from '../parts/words.js';

/** @import { ComplaintWhole } from '../types.d.ts' */
/** @import { Child } from '../parts/dom.js' */

/** @typedef {'reply' | 'ask' | 'note' | 'draft' | 'solution' | 'decide' | 'extension' | 'compensation' | 'followUp' | 'reopen'} MoveName */

/**
 * @typedef {object} Move
 * @property {string} event the event that must be among the allowed ones
 * @property {string} icon
 * @property {string} path below /api/v1, {number} standing for the complaint's
 * @property {string} label of the field for the words
 * @property {(complaint: ComplaintWhole) => Child[]} [fields] before the words
 * @property {(form: FormData) => object} [body] what they add to the request
 */

const { fields } = words.complaints;

/** @param {string} id @param {string} text @param {Child} input @param {string} [hint] */
const field = (id, text, input, hint) => el('div', { class: 'field' }, el('label', { for: id }, text), input, hint && el('p', { class: 'hint' }, hint));

/** @type {Record<MoveName, Move>} */
export const MOVES = {
  reply: { event: 'complaint_replied', icon: 'send', path: '/complaints/{number}/reply', label: fields.reply },
  ask: { event: 'customer_asked', icon: 'info', path: '/complaints/{number}/ask', label: fields.ask },
  note: { event: 'note_added', icon: 'lock', path: '/complaints/{number}/notes', label: fields.note },
  draft: { event: 'review_reply_drafted', icon: 'note', path: '/reviews/{number}/draft', label: fields.draft },
  solution: { event: 'review_solution_offered', icon: 'suggestions', path: '/reviews/{number}/solution', label: fields.solution },
  decide: {
    event: 'complaint_decided',
    icon: 'check',
    path: '/complaints/{number}/decision',
    label: fields.reasons,
    fields: () => [
      el('fieldset', { class: 'field' }, el('legend', {}, fields.outcome), el('div', { class: 'row broad' }, Object.entries(words.complaints.outcomes).map(([value, text]) =>
        el('label', { class: 'check' }, el('input', { type: 'radio', name: 'outcome', value, required: true }), el('span', {}, text))))),
      el('label', { class: 'check' }, el('input', { type: 'checkbox', name: 'settled', value: 'yes' }), el('span', {}, fields.settled, el('small', {}, fields.settledHint))),
    ],
    body: (form) => ({ outcome: form.get('outcome'), settled: form.get('settled') === 'yes' }),
  },
  extension: {
    event: 'extension_proposed',
    icon: 'calendar',
    path: '/complaints/{number}/extension',
    label: fields.why,
    fields: (complaint) => {
      const due = complaint.deadlines.find(({ kind }) => kind === 'extension') ?? complaint.deadlines.find(({ kind }) => kind === 'final_reply');
      const least = new Date(Math.max(Date.now(), due ? Date.parse(due.due_at) : 0) + 86_400_000);
      return [field('until', fields.until, el('input', { id: 'until', type: 'datetime-local', name: 'until', required: true, value: asField(least) }), due && words.pair(words.complaints.clocks, exact(due.due_at)))];
    },
    body: (form) => ({ until: fromField(String(form.get('until'))).toISOString() }),
  },
  compensation: {
    event: 'compensation_proposed',
    icon: 'money',
    path: '/complaints/{number}/compensations',
    label: fields.why,
    fields: () => [field('amount', fields.amount, el('input', { id: 'amount', name: 'amount', inputmode: 'decimal', pattern: '\\d{1,8}([.]\\d{1,2})?', required: true, autocomplete: 'off' }))],
    body: (form) => ({ amount: String(form.get('amount')), currency: 'CNY' }),
  },
  followUp: { event: 'review_followed_up', icon: 'callbacks', path: '/reviews/{number}/follow-up', label: fields.followUp },
  reopen: { event: 'complaint_reopened', icon: 'refresh', path: '/complaints/{number}/reopen', label: fields.why },
};

/** @param {MoveName} name */
export const hintOf = (name) => (name === 'compensation' ? words.complaints.hints.compensation(`¥${(me.limit / 100).toFixed(2)}`) : words.complaints.hints[name]);
