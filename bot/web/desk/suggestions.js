/** What customers suggest: sorted, answered, adopted, rewarded. */
import { post } from './parts/api.js';
import { openDialog } from './parts/dialog.js';
import { el, find } from './parts/dom.js';
import { choiceOn, field, given, line, lines, select } from './parts/fields.js';
import { works } from './parts/page.js';
import { Table } from './parts/table.js';
import { exact, short } from './parts/times.js';
import { toast } from './parts/toast.js';
import { named, words } from './parts/words.js';
import { onChange } from './shell/changes.js';

/** @import { Suggestion } from './types.d.ts' */

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
    row.customer?.name ?? words.visitor,
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
        row.state === 'adopted' && row.customer && el('div', { class: 'fields' }, field(suggestions.rewardAmount, line('amount', { inputmode: 'decimal', pattern: '\\d{1,6}([.]\\d{1,2})?' }), suggestions.rewardHint), field(suggestions.rewardReason, line('reason', { maxlength: 500 }))),
      ] : []),
    ],
    onYes: (form) => change(row, form),
  });
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
