/** How a complaint looks: as a card in the list, and whole with its timeline. */
import { languageIn, numberButton } from './bubble.js';
import { dateTime } from './dates.js';
import { el, icon } from './dom.js';
import { buildFiles } from './files.js';

/** @import { Complaint, ComplaintDetail, ComplaintsOptions, FilesOptions, Strings } from './types.d.ts' */

/** Nothing more is to be expected. */
const OVER = new Set(['decided', 'resolved', 'closed', 'withdrawn']);

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

/** @param {ComplaintDetail} complaint @param {Pick<ComplaintsOptions, 'strings' | 'files' | 'onAsk' | 'onCopy'>} options */
export function buildDetail(complaint, { strings: inUse, files, onAsk, onCopy }) {
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
        ...evidence(complaint, files(), words.evidence),
      ),
    ),
    el('h4', {}, words.progress),
    timeline(complaint, strings),
    el('div', { class: 'actions' }, el('button', { type: 'button', class: 'button', onclick: ask }, words.ask)),
  ];
}

/** @param {ComplaintDetail} complaint @param {FilesOptions} options @param {string} title */
function evidence({ attachments = [] }, options, title) {
  return attachments.length ? [el('dt', {}, title), el('dd', {}, buildFiles(attachments, options))] : [];
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
  // Turned round before sorting: of two steps in one moment the later one stands above.
  const steps = [...complaint.timeline].reverse().sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
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
