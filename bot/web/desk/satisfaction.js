/** How content customers are, and what is to be done about those who are not. */
import { get, post } from './parts/api.js';
import { called } from './parts/called.js';
import { deadlineClock } from './parts/clock.js';
import { openDialog } from './parts/dialog.js';
import { el, find, show } from './parts/dom.js';
import { choiceOn, field, lines, select } from './parts/fields.js';
import { leads, works } from './parts/page.js';
import { stars } from './parts/stars.js';
import { Table } from './parts/table.js';
import { exact, short } from './parts/times.js';
import { toast, tried } from './parts/toast.js';
import { named, words } from './parts/words.js';
import { drawBreakdown } from './satisfaction/breakdown.js';
import { onChange } from './shell/changes.js';

/** @import { FollowUp, Rating, SatisfactionSummary } from './types.d.ts' */

const { satisfaction } = words;
/** @type {Record<string, string[]>} */
const ENDS = { call: ['content', 'not_content', 'not_reached'], task: ['explained', 'made_good', 'reopened', 'not_reached'] };

/** @type {import('./parts/table.js').TableOptions<Rating>} */
const ratings = {
  label: satisfaction.list,
  path: '/satisfaction',
  list: 'ratings',
  key: ({ id }) => id,
  columns: [[satisfaction.columns.stars, 'fit'], [satisfaction.columns.comment], [satisfaction.columns.about, 'fit'], [satisfaction.columns.agent, 'fit'], [satisfaction.columns.at, 'fit']],
  empty: { icon: 'satisfaction', title: satisfaction.empty, text: satisfaction.emptyText },
  cells: (row) => [
    stars(row.stars),
    row.comment ?? el('span', { class: 'muted' }, words.none),
    row.complaint ? el('a', { href: `/complaints/${row.complaint}` }, named(satisfaction.about, row.about)) : el('a', { href: `/conversations/${row.conversation_id}` }, named(satisfaction.about, row.about)),
    row.agent?.name ?? '',
    el('time', { class: 'muted', datetime: row.rated_at, title: exact(row.rated_at) }, short(row.rated_at)),
  ],
};

/** @type {import('./parts/table.js').TableOptions<FollowUp>} */
const tasks = {
  label: satisfaction.tasks,
  path: '/follow-ups',
  list: 'follow_ups',
  key: ({ id }) => id,
  query: () => ({ state: 'open' }),
  columns: [[satisfaction.taskColumns.what], [satisfaction.taskColumns.who, 'fit'], [satisfaction.taskColumns.due, 'fit'], [satisfaction.taskColumns.agent, 'fit'], ['', 'fit']],
  empty: { icon: 'check', title: satisfaction.noTasks, text: satisfaction.noTasksText },
  cells: (row) => [
    [el('span', { class: 'lead' }, named(satisfaction.kinds, row.kind), ' ', row.rating?.stars ? stars(row.rating.stars) : ''), row.rating?.comment && el('span', { class: 'more' }, row.rating.comment), row.complaint && el('a', { class: 'code small', href: `/complaints/${row.complaint}` }, row.complaint)],
    [called(row.customer), row.contact && el('span', { class: 'more code' }, row.contact)],
    deadlineClock(row, { moment: true }),
    row.agent?.name ?? '',
    works && (leads || row.kind === 'call') && el('span', { class: 'row' }, row.contact && el('button', { type: 'button', class: 'button small', onclick: () => void contact(row) }, satisfaction.contact), el('button', { type: 'button', class: 'button small', onclick: () => complete(row) }, satisfaction.complete)),
  ],
};

/** @type {Table<any> | null} */
let table = new Table(find('#rows'), ratings);

/** The contact in full, for whoever calls; the audit trail knows who looked. @param {FollowUp} row */
async function contact({ id, kind }) {
  const whole = await tried(() => get(`/follow-ups/${id}`));
  if (whole) openDialog({ title: named(satisfaction.kinds, kind), body: [el('p', { class: 'code' }, whole.contact), el('p', { class: 'hint' }, satisfaction.contactHint)] });
}

/** @param {FollowUp} row */
function complete(row) {
  openDialog({
    title: named(satisfaction.kinds, row.kind),
    yes: words.save,
    body: [
      field(satisfaction.outcome, select('outcome', Object.fromEntries(ENDS[row.kind].map((name) => [name, named(satisfaction.outcomes, name)])))),
      field(satisfaction.words, lines('words', { maxlength: 2000 })),
    ],
    onYes: async (form) => {
      const said = String(form.get('words')).trim();
      await post(`/follow-ups/${row.id}/complete`, { outcome: form.get('outcome'), ...(said && { words: said }) });
      toast(satisfaction.done);
      void table?.refresh();
    },
  });
}

/** @type {SatisfactionSummary | null} */
let found = null;

async function summary() {
  found = (await tried(() => get('/satisfaction/summary'))) ?? null;
  if (!found) return;
  if (!table) drawBreakdown(find('#rows'), found);
  const { distribution } = found;
  const most = Math.max(1, ...Object.values(distribution));
  const figure = (/** @type {string} */ text, /** @type {unknown} */ value) => el('div', {}, el('b', {}, String(value ?? words.none)), el('span', {}, text));
  const bars = [5, 4, 3, 2, 1].map((n) => {
    const count = distribution[n] ?? 0;
    const bar = el('i');
    bar.style.inlineSize = `${(100 * count) / most}%`;
    return [el('dt', {}, satisfaction.stars(n)), el('dd', {}, el('span', { class: 'bar', 'aria-hidden': 'true' }, bar)), el('dd', { class: 'number' }, count)];
  });
  show(find('.figures'), figure(satisfaction.average, found.average?.toFixed(1)), figure(satisfaction.answered, found.rated), figure(satisfaction.asked, found.asked), figure(satisfaction.low, found.low),
    el('dl', { class: 'bars', 'aria-label': satisfaction.distribution }, bars.flat()));
  find('.figures').hidden = false;
}

choiceOn(find('.choice'), (value) => {
  table = value === 'figures' ? null : new Table(find('#rows'), /** @type {any} */ (value === 'tasks' ? tasks : ratings));
  if (!table && found) drawBreakdown(find('#rows'), found);
});
onChange(({ kind }) => {
  if (!['follow_up', 'satisfaction', 'everything'].includes(kind)) return;
  void table?.refresh();
  void summary();
});
void summary();
