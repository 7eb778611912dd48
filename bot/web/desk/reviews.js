/** What people write about us elsewhere; each is worked as a complaint. */
import { call, post } from './parts/api.js';
import { deadlineClock } from './parts/clock.js';
import { openDialog } from './parts/dialog.js';
import { el, find, icon } from './parts/dom.js';
import { field, given, line, lines, select } from './parts/fields.js';
import { works } from './parts/page.js';
import { stars } from './parts/stars.js';
import { Table } from './parts/table.js';
import { exact, fromField, short } from './parts/times.js';
import { toast } from './parts/toast.js';
import { named, words } from './parts/words.js';
import { statusTag } from './complaints/row.js';
import { onChange } from './shell/changes.js';

/** @import { Review } from './types.d.ts' */

const { reviews } = words;

/** @type {Table<Review>} */
const table = new Table(find('#rows'), {
  label: reviews.list,
  path: '/reviews',
  list: 'reviews',
  next: 'before',
  following: (rows) => rows.at(-1)?.id ?? null,
  key: ({ number }) => number,
  columns: [[reviews.columns.what], [reviews.columns.from, 'fit'], [reviews.columns.status, 'fit'], [reviews.columns.due, 'fit'], [reviews.columns.at, 'fit']],
  empty: { icon: 'reviews', title: reviews.empty, text: reviews.emptyText },
  cells: (row) => [
    [el('a', { class: 'lead', href: `/complaints/${row.number}` }, row.review.stars ? stars(row.review.stars) : '', row.review.author ?? row.number), el('span', { class: 'more two-lines' }, row.description)],
    [named(reviews.sources, row.review.source), el('a', { class: 'more tiny', href: row.review.link, target: '_blank', rel: 'noopener noreferrer' }, reviews.original, icon('external'))],
    statusTag(row.status),
    row.next_deadline ? deadlineClock(row.next_deadline) : '',
    el('time', { class: 'muted', datetime: row.review.posted_at, title: exact(row.review.posted_at) }, short(row.review.posted_at)),
  ],
});

function add() {
  openDialog({
    title: reviews.addTitle,
    broad: true,
    yes: words.add,
    body: [
      el('div', { class: 'fields' }, field(reviews.source, line('source', { required: true, maxlength: 32, list: 'sources' }), reviews.sourceHint), field(reviews.postedAt, line('posted_at', { type: 'datetime-local', required: true }))),
      field(reviews.link, line('link', { type: 'url', required: true, maxlength: 500 })),
      field(reviews.text, lines('text', { required: true })),
      el('div', { class: 'fields' }, field(reviews.author, line('author', { maxlength: 100 })), field(reviews.starCount, select('stars', { '': words.none, ...Object.fromEntries([1, 2, 3, 4, 5].map((n) => [n, reviews.stars(n)])) }, '', { required: false }))),
      el('datalist', { id: 'sources' }, Object.entries(reviews.sources).map(([value, text]) => el('option', { value }, text))),
    ],
    onYes: async (form) => {
      const { stars: count, posted_at: at, ...rest } = given(form, 'source', 'link', 'text', 'author', 'stars', 'posted_at');
      await post('/reviews', { ...rest, posted_at: fromField(at).toISOString(), ...(count && { stars: Number(count) }) });
      toast(reviews.added);
      void table.refresh();
    },
  });
}

function bringIn() {
  openDialog({
    title: reviews.importTitle,
    yes: reviews.importTitle,
    body: [field(reviews.importFile, line('file', { type: 'file', accept: '.csv,text/csv', required: true }), reviews.importHint)],
    onYes: async (form) => {
      const { new: added, refused } = await call('POST', '/reviews/import', { form });
      void table.refresh();
      if (refused.length) queueMicrotask(() => tellRefused(added, refused));
      else toast(reviews.imported(added));
    },
  });
}

/** @param {number} added @param {{ line: number, field: string }[]} refused */
function tellRefused(added, refused) {
  openDialog({ title: reviews.importTitle, body: [el('p', {}, reviews.importedWith(added, refused.length)), el('ul', { class: 'plain' }, refused.map(({ line: at, field: name }) => el('li', {}, reviews.line(at, name))))] });
}

find('#add').hidden = find('#import').hidden = !works;
find('#add').addEventListener('click', add);
find('#import').addEventListener('click', bringIn);
onChange(({ kind }) => void (['complaint', 'everything'].includes(kind) && table.refresh()));
