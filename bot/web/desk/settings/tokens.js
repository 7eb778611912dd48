/** The person's API tokens. */
import { post, remove } from '../parts/api.js';
import { askFirst, openDialog } from '../parts/dialog.js';
import { el } from '../parts/dom.js';
import { check, field, line } from '../parts/fields.js';
import { showOnce } from '../parts/once.js';
import { me } from '../parts/page.js';
import { Table } from '../parts/table.js';
import { exact, short } from '../parts/times.js';
import { toast } from '../parts/toast.js';
import { words } from '../parts/words.js';

/** @import { ApiToken } from '../types.d.ts' */

const { tokens } = words.mine;

/** @param {HTMLElement} place @param {HTMLElement} button */
export function showTokens(place, button) {
  /** @type {Table<ApiToken>} */
  const table = new Table(place, {
    label: tokens.list,
    path: '/tokens',
    list: 'tokens',
    key: ({ id }) => id,
    columns: [[tokens.columns.name], [tokens.columns.scope, 'fit'], [tokens.columns.used, 'fit'], [tokens.columns.expires, 'fit'], ['', 'fit']],
    empty: { icon: 'lock', title: tokens.empty, text: tokens.emptyText },
    cells: (row) => [
      el('span', { class: 'lead' }, row.name),
      row.read_only ? tokens.readOnly : tokens.whole,
      row.used_at ? short(row.used_at) : el('span', { class: 'muted' }, tokens.never),
      exact(row.expires_at),
      row.agent_id === me.id && el('button', { type: 'button', class: 'button small', onclick: () => revoke(row) }, tokens.revoke),
    ],
  });
  const revoke = (/** @type {ApiToken} */ { id, name }) => askFirst({
    title: tokens.revoke,
    text: tokens.revokeText(name),
    yes: tokens.revoke,
    onYes: async () => {
      await remove(`/tokens/${id}`);
      toast(tokens.revoked);
      void table.refresh();
    },
  });
  button.addEventListener('click', () => create(() => void table.refresh()));
}

/** @param {() => void} onMade */
function create(onMade) {
  openDialog({
    title: tokens.create,
    yes: tokens.create,
    body: [field(tokens.name, line('name', { required: true, maxlength: 64 })), field(tokens.days, line('days', { type: 'number', required: true, min: 1, max: 366, value: 90 })), check('read_only', tokens.readOnly, true, tokens.readOnlyHint)],
    onYes: async (form) => {
      const made = await post('/tokens', { name: String(form.get('name')).trim(), days: Number(form.get('days')), read_only: form.get('read_only') === 'on' });
      onMade();
      queueMicrotask(() => showOnce(tokens.made, tokens.once, made.token));
    },
  });
}
