/** Addresses that are told of what happens here. */
import { get, post, put, remove } from '../parts/api.js';
import { askFirst, openDialog } from '../parts/dialog.js';
import { el, find } from '../parts/dom.js';
import { checks, field, line } from '../parts/fields.js';
import { showOnce } from '../parts/once.js';
import { Table } from '../parts/table.js';
import { exact } from '../parts/times.js';
import { toast, tried } from '../parts/toast.js';
import { named, words } from '../parts/words.js';

/** @import { Webhook } from '../types.d.ts' */

const { webhooks } = words.admin;

/** @type {Table<Webhook>} */
const table = new Table(find('#rows'), {
  label: webhooks.list,
  path: '/webhooks',
  list: 'webhooks',
  key: ({ id }) => id,
  columns: [[webhooks.columns.url], [webhooks.columns.events], [webhooks.columns.state, 'fit'], ['', 'fit']],
  empty: { icon: 'link', title: webhooks.empty, text: webhooks.emptyText },
  cells: (row) => [
    el('span', { class: 'code small' }, row.url),
    el('span', { class: 'tags' }, row.topics.map((each) => el('span', { class: 'tag outline' }, named(webhooks.topics, each)))),
    row.active ? el('span', { class: 'tag good' }, webhooks.active) : el('span', { class: 'tag warn' }, webhooks.paused),
    el('span', { class: 'row' }, button(webhooks.deliveries, () => void look(row)), button(webhooks.test, () => void test(row)), button(row.active ? webhooks.pause : webhooks.resume, () => void turn(row)), button(words.remove, () => forget(row))),
  ],
});

function add() {
  openDialog({
    title: webhooks.addTitle,
    broad: true,
    yes: words.add,
    body: [field(webhooks.url, line('url', { type: 'url', required: true, maxlength: 500, placeholder: 'https://' })), checks('topics', webhooks.events, webhooks.topics, Object.keys(webhooks.topics))],
    onYes: async (form) => {
      const made = await post('/webhooks', { url: String(form.get('url')).trim(), topics: form.getAll('topics') });
      void table.refresh();
      queueMicrotask(() => showOnce(webhooks.secret, webhooks.secretText, made.secret));
    },
  });
}

/** @param {Webhook} row */
async function look({ id, url }) {
  const found = await tried(() => get(`/webhooks/${id}/deliveries`, { limit: 50 }));
  if (!found) return;
  const line = (/** @type {any} */ each) => el('tr', {}, el('td', {}, each.event.type), el('td', { class: 'fit' }, exact(each.event.at)),
    el('td', { class: 'fit' }, el('span', { class: `tag ${{ delivered: 'good', failed: 'danger' }[/** @type {string} */ (each.state)] ?? 'warn'}` }, named(webhooks.states, each.state))), el('td', {}, each.last_status ?? each.last_error ?? ''));
  openDialog({ title: webhooks.deliveries, broad: true, body: [el('p', { class: 'code small' }, url), found.deliveries.length ? el('div', { class: 'table' }, el('table', {}, el('tbody', {}, found.deliveries.map(line)))) : el('p', { class: 'muted' }, webhooks.noDeliveries)] });
}

/** @param {Webhook} row */
async function test({ id }) {
  if (await tried(() => post(`/webhooks/${id}/test`))) toast(webhooks.tested);
}

/** @param {Webhook} row */
async function turn({ id, active }) {
  await tried(() => put(`/webhooks/${id}`, { active: !active }));
  void table.refresh();
}

/** @param {string} text @param {() => void} act */
function button(text, act) {
  return el('button', { type: 'button', class: 'button small', onclick: act }, text);
}

/** @param {Webhook} row */
function forget({ id }) {
  askFirst({
    title: webhooks.removeTitle,
    text: webhooks.removeText,
    yes: words.remove,
    onYes: async () => {
      await remove(`/webhooks/${id}`);
      toast(webhooks.removed);
      void table.refresh();
    },
  });
}

find('#add').addEventListener('click', add);
