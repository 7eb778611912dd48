/** What customers suggest: sorted, answered, adopted, rewarded. */
import { post } from './parts/api.js';
import { called } from './parts/called.js';
import { openDialog } from './parts/dialog.js';
import { el, find } from './parts/dom.js';
import { choiceOn, field, given, line, lines, select } from './parts/fields.js';
import { money } from './parts/money.js';
import { leads, works } from './parts/page.js';
import { Table } from './parts/table.js';
import { exact, short } from './parts/times.js';
import { toast, tried } from './parts/toast.js';
import { named, words } from './parts/words.js';
import { onChange } from './shell/changes.js';

/** @import { Reward, Suggestion } from './types.d.ts' */

const { suggestions } = words;
const TONE = { received: 'info', under_review: 'warn', adopted: 'good', declined: '' };
let state = '';

/** @type {Table<Suggestion>} */
const table = new Table(find('#rows'), {
  label: suggestions.list,
  path: '/suggestions',
  list: 'suggestions',
  key: ({ number }) => number,
  query: () => ({ state }),
  columns: [[suggestions.columns.what], [suggestions.columns.who, 'fit'], [suggestions.columns.topic, 'fit'], [suggestions.columns.state, 'fit'], [suggestions.columns.at, 'fit'], ['', 'fit']],
  empty: { icon: 'suggestions', title: suggestions.empty, text: suggestions.emptyText },
  cells: (row) => [
    [el('span', { class: 'full', lang: row.locale === 'en' ? 'en' : 'zh-CN' }, row.text), el('span', { class: 'more code tiny' }, row.number)],
    called(row.customer),
    row.kind === 'praise' ? el('span', { class: 'tag accent' }, suggestions.kinds.praise) : row.topic ? named(suggestions.topics, row.topic) : el('span', { class: 'muted' }, suggestions.noTopic),
    el('span', { class: `tag ${TONE[row.state] ?? ''}` }, named(suggestions.states, row.state)),
    el('time', { class: 'muted', datetime: row.created_at, title: exact(row.created_at) }, short(row.created_at)),
    el('button', { type: 'button', class: 'button small', onclick: () => open(row) }, works ? suggestions.open : words.details),
  ],
});

/** @param {Suggestion} row */
function open(row) {
  openDialog({
    title: row.number,
    broad: true,
    yes: works ? words.save : undefined,
    body: [
      el('blockquote', { lang: row.locale === 'en' ? 'en' : 'zh-CN' }, row.text),
      row.answer && el('p', { class: 'callout' }, el('span', {}, el('b', {}, suggestions.last), el('br'), row.answer)),
      ...(works ? [
        el('div', { class: 'fields' }, field(suggestions.sort, select('topic', { '': suggestions.noTopic, ...suggestions.topics }, row.topic ?? '', { required: false })), field(suggestions.state, select('state', suggestions.states, row.state))),
        field(suggestions.answer, lines('answer', { maxlength: 2000 }), suggestions.answerHint),
        row.rewards.length > 0 && el('div', { class: 'field' }, el('span', { class: 'label' }, suggestions.rewards), el('ul', { class: 'stack' }, row.rewards.map((each) => reward(row, each)))),
        row.state === 'adopted' && row.customer && el('div', { class: 'fields' }, field(suggestions.rewardAmount, line('amount', { inputmode: 'decimal', pattern: '\\d{1,6}([.]\\d{1,2})?' }), suggestions.rewardHint), field(suggestions.rewardReason, line('reason', { maxlength: 500 }))),
      ] : []),
    ],
    onYes: (form) => change(row, form),
  });
}

/** A reward, and what this person may do about it. @param {Suggestion} row @param {Reward} each */
function reward({ number }, { id, amount, currency, reason, state: how }) {
  const act = (/** @type {string} */ name) => async (/** @type {Event} */ event) => {
    const dialog = /** @type {HTMLElement} */ (event.currentTarget).closest('dialog');
    if (!(await tried(() => post(`/suggestions/${number}/rewards/${id}/${name}`), /** @type {HTMLButtonElement} */ (event.currentTarget)))) return;
    dialog?.close();
    toast(words.saved);
    void table.refresh();
  };
  const button = (/** @type {string} */ name, /** @type {string} */ text) => el('button', { type: 'button', class: 'button small', onclick: act(name) }, text);
  return el('li', { class: 'row' }, el('b', { class: 'number' }, money(amount, currency)), el('span', { class: 'tag' }, named(words.complaints.payments, how)), el('span', { class: 'grow' }, reason),
    leads && how === 'proposed' && [button('approve', words.complaints.approve), button('decline', words.complaints.decline)], (how === 'refused' || how === 'unknown') && button('retry', words.complaints.retryPayment));
}

/** @param {Suggestion} row @param {FormData} form */
async function change(row, form) {
  const wanted = given(form, 'topic', 'state', 'answer', 'amount', 'reason');
  await post(`/suggestions/${row.number}`, { ...wanted, version: row.version });
  toast(wanted.answer ? suggestions.told : words.saved);
  void table.refresh();
}

choiceOn(find('.choice'), (value) => {
  state = value === 'all' ? '' : value;
  table.restart();
});
onChange(({ kind }) => void (['suggestion', 'everything'].includes(kind) && table.refresh()));
