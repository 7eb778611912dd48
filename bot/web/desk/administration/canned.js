/** Canned answers: written once in both languages, used by everybody or by a team. */
import { post, put, remove } from '../parts/api.js';
import { askFirst, openDialog } from '../parts/dialog.js';
import { el, find } from '../parts/dom.js';
import { field, line, lines } from '../parts/fields.js';
import { language, leads } from '../parts/page.js';
import { Table } from '../parts/table.js';
import { toast } from '../parts/toast.js';
import { words } from '../parts/words.js';

/** @import { Canned } from '../types.d.ts' */

const { canned } = words.admin;

/** @type {Table<Canned>} */
const table = new Table(find('#rows'), {
  label: canned.list,
  path: '/canned',
  list: 'canned',
  key: ({ id }) => id,
  columns: [[canned.columns.title, 'fit'], [canned.columns.text], [canned.columns.team, 'fit'], ['', 'fit']],
  empty: { icon: 'bolt', title: canned.empty, text: canned.emptyText },
  cells: (row) => [
    el('span', { class: 'lead' }, row.title),
    el('span', { class: 'more two-lines', lang: language === 'en' ? 'en' : 'zh-CN' }, row[language]),
    row.team ?? canned.everybody,
    leads && el('span', { class: 'row' }, el('button', { type: 'button', class: 'button small', onclick: () => write(row) }, words.edit), el('button', { type: 'button', class: 'button small quiet', onclick: () => forget(row) }, words.remove)),
  ],
});

/** @param {Canned} [row] nothing: a new one */
function write(row) {
  openDialog({
    title: row ? canned.change(row.title) : canned.addTitle,
    broad: true,
    yes: words.save,
    body: [
      el('div', { class: 'fields' }, field(canned.title, line('title', { required: true, maxlength: 80, value: row?.title ?? '' })), field(canned.team, line('team', { maxlength: 32, value: row?.team ?? '' }), canned.teamHint)),
      field(canned.zh, lines('zh', { required: true, lang: 'zh-CN', maxlength: 2000 }, row?.zh), canned.placeholders),
      field(canned.en, lines('en', { required: true, lang: 'en', maxlength: 2000 }, row?.en)),
    ],
    onYes: async (form) => {
      const said = (/** @type {string} */ name) => String(form.get(name)).trim();
      const body = { title: said('title'), zh: said('zh'), en: said('en'), team: said('team') || null };
      await (row ? put(`/canned/${row.id}`, body) : post('/canned', body));
      toast(words.saved);
      void table.refresh();
    },
  });
}

/** @param {Canned} row */
function forget({ id, title }) {
  askFirst({
    title: canned.removeTitle(title),
    text: canned.removeText,
    yes: words.remove,
    onYes: async () => {
      await remove(`/canned/${id}`);
      toast(canned.removed);
      void table.refresh();
    },
  });
}

find('#add').hidden = !leads;
find('#add').addEventListener('click', () => write());
