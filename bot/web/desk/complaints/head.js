/** The head of a complaint: what, how far, how pressing, and what has run out. */
import { post } from '../parts/api.js';
import { deadlineClock } from '../parts/clock.js';
import { el, icon, show, tool } from '../parts/dom.js';
import { isNew } from '../parts/shape.js';
import { exact } from '../parts/times.js';
import { toast, tried } from '../parts/toast.js';
import { named, words } from '../parts/words.js';
import { priorityMark, statusTag } from './row.js';

/** @import { ComplaintWhole } from '../types.d.ts' */

/** @param {HTMLElement} place @param {ComplaintWhole} complaint @param {() => void} onChanged */
export function drawHead(place, complaint, onChanged) {
  if (!isNew(place, complaint)) return;
  const { number, category, status, priority, created_at: filed, outcome, next_deadline: next, moves } = complaint;
  show(
    place,
    el('div', { class: 'grow' },
      el('h1', {}, named(words.categories, category)),
      el('p', { class: 'row' }, el('span', { class: 'code' }, number), tool('copy', words.complaints.copy(number), { class: 'tool tight', onclick: () => void copy(number) }), statusTag(status),
        outcome && el('span', { class: 'tag outline' }, named(words.complaints.outcomes, outcome)), priorityMark(priority, true), el('span', { class: 'muted small' }, words.complaints.filedOn(exact(filed))))),
    next && el('div', { class: 'next' }, el('span', { class: 'muted tiny' }, named(words.deadlines, next.kind)), deadlineClock(next), el('time', { class: 'muted tiny', datetime: next.due_at }, exact(next.due_at))),
    moves.includes('complaint_taken_up') && el('button', { type: 'button', class: 'button primary', onclick: (/** @type {Event} */ event) => void takeUp(complaint, /** @type {HTMLButtonElement} */ (event.currentTarget), onChanged) }, icon('check'), words.complaints.moves.take_up),
  );
}

/** What the desk was told of its clocks, the worst alone of each. @param {HTMLElement} place @param {ComplaintWhole} complaint */
export function drawAlerts(place, { alerts, deadlines }) {
  const owed = deadlines.filter(({ state }) => state === 'pending' || state === 'breached').map(({ kind }) => kind);
  const worst = owed.flatMap((deadline) => ['breached', 'warned_80'].flatMap((kind) => alerts.filter((each) => each.kind === kind && each.deadline === deadline).slice(-1)).slice(0, 1));
  show(place, worst.map(({ kind, deadline, at }) => el('p', { class: `callout ${kind === 'breached' ? 'danger' : 'warn'}` }, icon(kind === 'breached' ? 'clock-late' : 'clock-urgent'),
    `${words.pair(named(words.deadlines, deadline), named(words.complaints.alerts, kind))} · ${exact(at)}`)));
}

/** @param {string} number */
async function copy(number) {
  await navigator.clipboard.writeText(number);
  toast(words.complaints.copied);
}

/** @param {ComplaintWhole} complaint @param {HTMLButtonElement} button @param {() => void} onChanged */
async function takeUp({ number, version }, button, onChanged) {
  if (await tried(() => post(`/complaints/${number}/take-up`, { version }), button)) toast(words.complaints.done.take_up);
  onChanged();
}
