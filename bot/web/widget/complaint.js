/** How a complaint looks: as a card in the list, and whole with its timeline. */
import { languageIn, numberButton } from './bubble.js';
import { dateTime } from './dates.js';
import { el, icon } from './dom.js';

/** @import { Complaint, ComplaintDetail, ComplaintsOptions, Strings } from './types.d.ts' */

/** Nothing more is to be expected. */
const OVER = new Set(['withdrawn', 'resolved']);

/** @param {Complaint} complaint @param {Strings} strings @param {() => void} onOpen */
export function buildCard(complaint, strings, onOpen) {
  return el(
    'button',
    { type: 'button', class: 'case', part: 'complaint', onclick: onOpen },
    el('span', { class: 'row' }, el('strong', {}, complaint.category_label), status(complaint)),
    el('span', { class: 'quiet' }, `${complaint.number} · ${dateTime(strings, complaint.created_at)}`),
    due(complaint, strings),
    icon('chevron'),
  );
}

/** @param {ComplaintDetail} complaint @param {Pick<ComplaintsOptions, 'strings' | 'onAsk' | 'onCopy'>} options */
export function buildDetail(complaint, { strings: inUse, onAsk, onCopy }) {
  const strings = inUse();
  const words = strings.complaints;
  const ask = () => onAsk(words.askText(complaint.number));
  return [
    el(
      'div',
      { class: 'summary' },
      el('div', { class: 'row' }, el('h3', {}, complaint.category_label), status(complaint)),
      numberButton(complaint.number, { strings, onCopy }),
      due(complaint, strings),
      el(
        'dl',
        {},
        el('dt', {}, words.filed),
        el('dd', {}, dateTime(strings, complaint.created_at)),
        el('dt', {}, words.description),
        el('dd', { class: 'plain', lang: languageIn(complaint.description) }, complaint.description),
      ),
    ),
    el('h4', {}, words.progress),
    timeline(complaint, strings),
    el('div', { class: 'actions' }, el('button', { type: 'button', class: 'button', onclick: ask }, words.ask)),
  ];
}

/** @param {Complaint} complaint */
function status(complaint) {
  const over = OVER.has(complaint.status);
  return el('span', { class: over ? 'chip over' : 'chip' }, complaint.status_label);
}

/** @param {Complaint} complaint @param {Strings} strings */
function due({ next_deadline: next }, strings) {
  return next && el('span', { class: 'due' }, strings.complaints.due(next.label, dateTime(strings, next.due_at)));
}

/**
 * Newest first.
 * @param {ComplaintDetail} complaint
 * @param {Strings} strings
 */
function timeline(complaint, strings) {
  const steps = [...complaint.timeline].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return el(
    'ol',
    { class: 'timeline' },
    ...steps.map((step) =>
      el(
        'li',
        {},
        el('strong', {}, step.label),
        el('time', { datetime: step.at, class: 'quiet' }, dateTime(strings, step.at)),
        step.text ? el('p', { class: 'plain' }, step.text) : null,
      ),
    ),
  );
}
