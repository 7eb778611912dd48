/** Addresses that are told of what happens here. */
import { get, post, remove } from '../parts/api.js';
import { askFirst, openDialog } from '../parts/dialog.js';
import { el, find } from '../parts/dom.js';
import { checks, field, line } from '../parts/fields.js';
import { showOnce } from '../parts/once.js';
import { me } from '../parts/page.js';
import { Table } from '../parts/table.js';
import { toast, tried } from '../parts/toast.js';
import { words } from '../parts/words.js';

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
    el('span', { class: 'tags' }, row.events.map((each) => el('span', { class: 'tag outline' }, each))),
    row.failing ? el('span', { class: 'tag danger' }, webhooks.failing) : el('span', { class: 'tag good' }, webhooks.active),
    me.role === 'administrator' && el('button', { type: 'button', class: 'button small quiet', onclick: () => forget(row) }, words.remove),
  ],
});

async function add() {
  const kinds = await tried(() => get('/webhooks/events'));
  if (!kinds) return;
  openDialog({
    title: webhooks.addTitle,
    broad: true,
    yes: words.add,
    body: [field(webhooks.url, line('url', { type: 'url', required: true, maxlength: 500, placeholder: 'https://' })), checks('events', webhooks.events, Object.fromEntries(kinds.events.map((/** @type {string} */ each) => [each, each])), kinds.events)],
    onYes: async (form) => {
      const made = await post('/webhooks', { url: String(form.get('url')).trim(), events: form.getAll('events') });
      void table.refresh();
      queueMicrotask(() => showOnce(webhooks.secret, webhooks.secretText, made.secret));
    },
  });
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

find('#add').addEventListener('click', () => void add());
