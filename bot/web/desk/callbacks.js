/** Customers who left a message while nobody was on duty: whom to call, by when, and what came of it. */
import { post } from './parts/api.js';
import { called } from './parts/called.js';
import { deadlineClock } from './parts/clock.js';
import { openDialog } from './parts/dialog.js';
import { el, find } from './parts/dom.js';
import { choiceOn, field, lines } from './parts/fields.js';
import { works } from './parts/page.js';
import { Table } from './parts/table.js';
import { exact } from './parts/times.js';
import { toast } from './parts/toast.js';
import { named, words } from './parts/words.js';
import { onChange } from './shell/changes.js';

/** @import { Callback } from './types.d.ts' */

const { callbacks } = words;
let state = 'owed';

/** @type {Table<Callback>} */
const table = new Table(find('#rows'), {
  label: callbacks.list,
  path: '/callbacks',
  list: 'callbacks',
  key: ({ number }) => number,
  query: () => ({ state }),
  columns: [[callbacks.columns.who, 'fit'], [callbacks.columns.why], [callbacks.columns.due, 'fit'], [callbacks.columns.agent, 'fit'], ['', 'fit']],
  empty: { icon: 'callbacks', title: callbacks.empty, text: callbacks.emptyText },
  cells: (row) => [
    [el('span', { class: 'lead' }, called(row.customer)), el('span', { class: 'code small' }, row.contact)],
    [el('a', { class: 'lead', href: `/conversations/${row.conversation_id}` }, named(words.reasons, row.reason)), row.words && el('span', { class: 'more' }, row.words), row.outcome && el('span', { class: 'more' }, row.outcome)],
    row.state === 'done' ? [el('span', { class: 'tag good' }, callbacks.states.done), el('span', { class: 'more tiny' }, exact(row.done_at ?? row.due_at))] : deadlineClock({ due_at: row.due_at, started_at: row.created_at }, { moment: true }),
    row.agent?.name ?? '',
    works && row.state !== 'done' && el('button', { type: 'button', class: 'button small', onclick: () => complete(row) }, callbacks.complete),
  ],
});

/** @param {Callback} row */
function complete({ number }) {
  openDialog({
    title: callbacks.completeTitle(number),
    yes: words.save,
    body: [field(callbacks.outcome, lines('outcome', { required: true, maxlength: 2000 }), callbacks.outcomeHint)],
    onYes: async (form) => {
      await post(`/callbacks/${number}/complete`, { outcome: String(form.get('outcome')).trim() });
      toast(callbacks.done);
      void table.refresh();
    },
  });
}

choiceOn(find('.choice'), (value) => {
  state = value;
  table.restart();
});
onChange(({ kind }) => void (['callback', 'queue', 'everything'].includes(kind) && table.refresh()));
