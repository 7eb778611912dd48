/** The bell: clocks that run out and complaints that pile up, for whoever they were raised for. */
import { Refused, get } from '../parts/api.js';
import { openDialog } from '../parts/dialog.js';
import { el, find, icon } from '../parts/dom.js';
import { me } from '../parts/page.js';
import { gathered } from '../parts/soon.js';
import { keepSeen, seenUpTo } from '../parts/storage.js';
import { exact, short } from '../parts/times.js';
import { named, words } from '../parts/words.js';
import { onChange } from './changes.js';

/** @import { DeskAlert, Rise } from '../types.d.ts' */

const { alerts } = words;
const MOST = 50;
const button = find('#alerts-bell');
const badge = find('.badge', button);
const place = `alerts-${me.id}`;
/** @type {{ alerts: DeskAlert[], rises: Rise[] }} */
let found = { alerts: [], rises: [] };

const ask = gathered(async () => {
  try {
    const answer = await get('/alerts', { limit: MOST });
    found = { ...answer, alerts: worst(answer.alerts) };
    draw();
  } catch (error) {
    if (!(error instanceof Refused)) throw error; // the next change asks again; the line that is down says so itself
  }
}, 500);

/** Of each clock what weighs most: that it was missed says all that was told on the way. @param {DeskAlert[]} alerts newest first */
function worst(alerts) {
  const kept = new Map();
  for (const alert of alerts) {
    const clock = `${alert.number} ${alert.deadline} ${alert.due_at}`;
    if (!kept.has(clock) || alert.kind === 'breached') kept.set(clock, alert);
  }
  return [...kept.values()];
}

function draw() {
  const seen = seenUpTo(place);
  const fresh = found.alerts.filter(({ id }) => id > seen).length + found.rises.filter(({ ended_at }) => !ended_at).length;
  badge.textContent = fresh ? String(fresh) : '';
  button.setAttribute('aria-label', fresh ? alerts.fresh(fresh) : alerts.title);
}

function open() {
  const seen = seenUpTo(place);
  const empty = !found.alerts.length && !found.rises.length;
  openDialog({
    title: alerts.title,
    broad: true,
    body: [empty ? el('p', { class: 'muted' }, alerts.empty) : el('ul', { class: 'alerts' }, found.rises.map(rise), found.alerts.map((each) => row(each, each.id > seen)))],
  });
  keepSeen(place, Math.max(seen, ...found.alerts.map(({ id }) => id)));
  draw();
}

/** @param {DeskAlert} alert @param {boolean} fresh */
const row = ({ kind, number, category, deadline, due_at, at }, fresh) =>
  el('li', { class: `${kind === 'warned_50' ? '' : 'late'} ${fresh ? 'fresh' : ''}` }, icon(kind === 'warned_50' ? 'clock-soon' : 'clock-late'),
    el('a', { href: `/complaints/${number}` }, el('b', {}, named(words.categories, category)), ' ', el('span', { class: 'code tiny' }, number)),
    el('span', { class: 'muted small' }, words.pair(named(words.deadlines, deadline), named(words.complaints.alerts, kind)), ' · ', words.clock.due(exact(due_at))),
    el('time', { class: 'muted tiny', datetime: at, title: exact(at) }, short(at)));

/** @param {Rise} rise */
const rise = ({ category, level, count, usual, started_at, ended_at }) =>
  el('li', { class: ended_at ? '' : 'late fresh' }, icon('alert'), el('a', { href: `/complaints?category=${category}&order=newest` }, el('b', {}, named(alerts.levels, level)), ' ', named(words.categories, category)),
    el('span', { class: 'muted small' }, alerts.rise(count, usual), ended_at ? ` · ${alerts.over}` : ''), el('time', { class: 'muted tiny', datetime: started_at, title: exact(started_at) }, short(started_at)));

button.addEventListener('click', open);
onChange(({ kind }) => void (['complaint', 'notice', 'everything'].includes(kind) && ask()));
void ask();
