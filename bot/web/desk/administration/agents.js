/** The company's people: who there is, what each may do, who is invited. */
import { get, post, put, remove } from '../parts/api.js';
import { askFirst, openDialog } from '../parts/dialog.js';
import { el, find, show } from '../parts/dom.js';
import { check, checks, field, line, select } from '../parts/fields.js';
import { showOnce } from '../parts/once.js';
import { me } from '../parts/page.js';
import { Table } from '../parts/table.js';
import { exact } from '../parts/times.js';
import { toast, tried } from '../parts/toast.js';
import { named, words } from '../parts/words.js';

/** @import { Agent, Invitation } from '../types.d.ts' */

const { agents } = words.admin;
const administers = me.role === 'administrator';

/** @type {Table<Agent>} */
const table = new Table(find('#rows'), {
  label: agents.list,
  path: '/agents',
  list: 'agents',
  key: ({ id }) => id,
  columns: [[agents.columns.name], [agents.columns.role, 'fit'], [agents.columns.team, 'fit'], [agents.columns.languages, 'fit'], [agents.columns.limit, 'sum'], [agents.columns.state, 'fit'], ['', 'fit']],
  empty: { icon: 'people', title: agents.empty },
  cells: (row) => [
    [el('span', { class: 'lead' }, row.name), row.email && el('span', { class: 'more' }, row.email)],
    named(words.roles, row.role),
    row.team ?? '',
    row.languages.map((each) => named(words.languages, each)).join(words.comma),
    row.compensation_limit === undefined ? '' : `¥${(row.compensation_limit / 100).toLocaleString('zh-CN')}`,
    row.active ? (row.second_factor === false && el('span', { class: 'tag warn' }, agents.noCode)) : el('span', { class: 'tag' }, agents.left),
    administers && el('button', { type: 'button', class: 'button small', onclick: () => change(row) }, words.edit),
  ],
});

/** What an administrator decides of a person. @param {Partial<Agent>} [row] */
const facts = (row = {}) => [
  el('div', { class: 'fields' }, field(agents.role, select('role', words.roles, row.role ?? 'agent')), field(agents.team, line('team', { maxlength: 32, value: row.team ?? '' }))),
  checks('languages', agents.languages, words.languages, row.languages ?? ['zh']),
  field(agents.limit, line('limit', { type: 'number', min: 0, max: 1_000_000, step: '0.01', required: true, value: (row.compensation_limit ?? 0) / 100 }), agents.limitHint),
];

/** @param {FormData} form */
const read = (form) => ({ role: form.get('role'), team: String(form.get('team')).trim() || null, languages: form.getAll('languages'), compensation_limit: Math.round(Number(form.get('limit')) * 100) });

function invite() {
  openDialog({
    title: agents.inviteTitle,
    yes: agents.invite,
    body: [field(agents.email, line('email', { type: 'email', required: true, maxlength: 254 }), agents.inviteHint), ...facts()],
    onYes: async (form) => {
      const { team, ...rest } = read(form);
      const email = String(form.get('email')).trim();
      const made = await post('/invitations', { email, ...rest, ...(team && { team }) });
      void drawInvitations();
      queueMicrotask(() => showOnce(agents.linkTitle, agents.linkText(email), made.link));
    },
  });
}

/** @param {Agent} row */
function change(row) {
  openDialog({
    title: agents.change(row.name),
    yes: words.save,
    body: [
      field(agents.name, line('name', { required: true, maxlength: 64, value: row.name })), ...facts(row), check('active', agents.active, row.active, agents.activeHint),
      el('button', { type: 'button', class: 'link', onclick: () => reset(row) }, agents.reset),
    ],
    onYes: async (form) => {
      await put(`/agents/${row.id}`, { name: String(form.get('name')).trim(), ...read(form), active: form.get('active') === 'on' });
      toast(agents.saved);
      void table.refresh();
    },
  });
}

/** @param {Agent} row */
function reset({ id, name, email }) {
  askFirst({
    title: agents.reset,
    text: agents.resetText(name),
    yes: agents.reset,
    onYes: async () => {
      const made = await post(`/agents/${id}/reset`);
      queueMicrotask(() => showOnce(agents.linkTitle, agents.linkText(email ?? name), made.link));
    },
  });
}

async function drawInvitations() {
  const found = await tried(() => get('/invitations'));
  const waiting = /** @type {Invitation[]} */ (found?.invitations ?? []);
  find('#invitations').hidden = !waiting.length;
  show(find('#invitations ul'), waiting.map((each) => el('li', { class: 'row apart' }, el('span', {}, el('b', {}, each.email), ` · ${named(words.roles, each.role)} `, el('span', { class: 'muted' }, agents.until(exact(each.expires_at)))),
    administers && el('button', { type: 'button', class: 'button small', onclick: () => void withdraw(each.id) }, agents.withdraw))));
}

/** @param {number} id */
async function withdraw(id) {
  await tried(() => remove(`/invitations/${id}`));
  toast(agents.withdrawn);
  void drawInvitations();
}

find('#invite').hidden = !administers;
find('#invite').addEventListener('click', invite);
if (administers || me.role === 'auditor') void drawInvitations();
