/** One complaint: what happened, what was done, and the place to go on. */
import { Refused, get, post } from './parts/api.js';
import { deadlineClock } from './parts/clock.js';
import { el, find, icon, show, tool } from './parts/dom.js';
import { keepPlace } from './parts/keyed.js';
import { onKey } from './parts/keys.js';
import { gathered } from './parts/soon.js';
import { exact } from './parts/times.js';
import { toast, tried } from './parts/toast.js';
import { named, words } from './parts/words.js';
import { priorityMark, statusTag } from './complaints/row.js';
import { Side, factList } from './complaints/side.js';
import { stepNode } from './complaints/timeline.js';
import { Work } from './complaints/work.js';
import { onChange } from './shell/changes.js';

/** @import { ComplaintWhole } from './types.d.ts' */

const number = location.pathname.split('/').pop() ?? '';
const page = find('.complaint');
const head = find('.complaint-head');
const statement = find('#statement');
const timeline = find('#timeline');

/** @returns {Promise<ComplaintWhole | null>} */
async function again() {
  try {
    const complaint = await get(`/complaints/${number}`);
    draw(complaint);
    return complaint;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (page.hidden) show(find('#problem'), el('div', { class: 'empty' }, icon('alert'), el('strong', {}, error.message), el('a', { class: 'button', href: '/complaints' }, words.complaints.back)));
    else toast(error.message, { problem: true });
    return null;
  }
}

const refresh = gathered(again);
const work = new Work(find('#work'), again);
const side = new Side(find('#side'), () => void refresh());

/** @param {ComplaintWhole} complaint */
function draw(complaint) {
  page.hidden = false;
  drawHead(complaint);
  drawStatement(complaint);
  keepPlace(timeline, complaint.timeline.map((step, index) => ({ ...step, index })), ({ index }) => index, stepNode);
  side.draw(complaint);
  work.draw(complaint);
}

/** @param {ComplaintWhole} complaint */
function drawHead({ number: name, category, status, priority, created_at: filed, outcome, next_deadline: next, alerts, moves }) {
  const copied = async () => {
    await navigator.clipboard.writeText(name);
    toast(words.complaints.copied);
  };
  show(
    head,
    el('div', { class: 'grow' },
      el('h1', {}, named(words.categories, category)),
      el('p', { class: 'row' }, el('span', { class: 'code' }, name), tool('copy', words.complaints.copy(name), { class: 'tool tight', onclick: () => void tried(copied) }), statusTag(status), outcome && el('span', { class: 'tag outline' }, named(words.complaints.outcomes, outcome)),
        priorityMark(priority, true), el('span', { class: 'muted small' }, words.complaints.filedOn(exact(filed))))),
    next && el('div', { class: 'next' }, el('span', { class: 'muted tiny' }, named(words.deadlines, next.kind)), deadlineClock(next), el('time', { class: 'muted tiny', datetime: next.due_at }, exact(next.due_at))),
    moves.includes('complaint_taken_up') && el('button', { type: 'button', class: 'button primary', onclick: (/** @type {Event} */ event) => void takeUp(/** @type {HTMLButtonElement} */ (event.currentTarget)) }, icon('check'), words.complaints.moves.take_up),
  );
  const late = alerts.filter(({ kind }) => kind === 'breached' || kind === 'warned_80');
  show(find('#alerts'), late.map(({ kind, deadline, at }) => el('p', { class: `callout ${kind === 'breached' ? 'danger' : 'warn'}` }, icon(kind === 'breached' ? 'clock-late' : 'clock-urgent'), `${words.pair(named(words.deadlines, deadline), named(words.complaints.alerts, kind))} · ${exact(at)}`)));
}

/** @param {HTMLButtonElement} button */
async function takeUp(button) {
  if (await tried(() => post(`/complaints/${number}/take-up`, { version }), button)) toast(words.complaints.done.take_up);
  void refresh();
}

let version = 0;

/** @param {ComplaintWhole} complaint */
function drawStatement(complaint) {
  version = complaint.version;
  const { facts, remedies } = words.complaints;
  show(
    statement,
    el('p', { class: 'words', lang: complaint.locale === 'en' ? 'en' : 'zh-CN' }, complaint.description),
    factList([
      [facts.remedy, [named(remedies, complaint.remedy), complaint.remedy_words].filter(Boolean).join(' · ')], [facts.amount, complaint.amount && el('b', { class: 'number' }, complaint.amount)],
      [facts.transaction, complaint.transaction_id && el('span', { class: 'code' }, complaint.transaction_id)], [facts.when, complaint.occurred_at && exact(complaint.occurred_at)],
    ]),
    complaint.attachments.length > 0 && el('div', { class: 'evidence' }, complaint.attachments.map((file) => {
      const address = `/api/v1/complaints/${number}/attachments/${file.id}`;
      const picture = file.media_type.startsWith('image/');
      return el('a', { class: `attached${picture ? ' picture' : ''}`, href: address, target: '_blank', rel: 'noopener', 'aria-label': words.inbox.file(file.name) }, picture ? el('img', { src: address, alt: '', loading: 'lazy' }) : icon('file'), el('span', {}, file.name));
    })),
  );
}

onChange(({ kind, key }) => {
  if (kind === 'everything' || (kind === 'complaint' && key === number)) void refresh();
});
onKey('r', words.keys.reply, () => work.choose('reply', true));
onKey('n', words.keys.note, () => work.choose('note', true));

void refresh();
