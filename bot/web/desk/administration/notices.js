/** Notices that were sent again and again and did not arrive. */
import { post } from '../parts/api.js';
import { el, find } from '../parts/dom.js';
import { works } from '../parts/page.js';
import { Table } from '../parts/table.js';
import { exact, short } from '../parts/times.js';
import { toast, tried } from '../parts/toast.js';
import { named, words } from '../parts/words.js';
import { onChange } from '../shell/changes.js';

/** @import { FailedNotice } from '../types.d.ts' */

const { notices } = words.admin;

/** @type {Table<FailedNotice>} */
const table = new Table(find('#rows'), {
  label: notices.list,
  path: '/notices',
  list: 'notices',
  key: ({ id }) => id,
  query: () => ({ state: 'failed' }),
  columns: [[notices.columns.to, 'fit'], [notices.columns.what], [notices.columns.why], [notices.columns.at, 'fit'], ['', 'fit']],
  empty: { icon: 'mail', title: notices.empty, text: notices.emptyText },
  cells: (row) => [
    [el('span', { class: 'lead' }, named(notices.channels, row.channel)), el('span', { class: 'more' }, row.address)],
    [el('span', {}, named(notices.kinds, row.kind)), row.complaint && el('a', { class: 'more code', href: `/complaints/${row.complaint}` }, row.complaint)],
    el('span', { class: 'code small' }, row.last_error ?? ''),
    el('time', { class: 'muted', datetime: row.created_at, title: exact(row.created_at) }, short(row.created_at)),
    works && el('button', { type: 'button', class: 'button small', onclick: (/** @type {Event} */ event) => void again(row, /** @type {HTMLButtonElement} */ (event.currentTarget)) }, notices.retry),
  ],
});

/** @param {FailedNotice} row @param {HTMLButtonElement} button */
async function again({ id }, button) {
  await tried(async () => {
    await post(`/notices/${id}/retry`);
    toast(notices.retried);
  }, button);
  void table.refresh();
}

onChange(({ kind }) => void (['notice', 'everything'].includes(kind) && table.refresh()));
