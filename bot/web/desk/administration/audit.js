/** Who did what at the desk, the newest first. */
import { el, find } from '../parts/dom.js';
import { Table } from '../parts/table.js';
import { exact } from '../parts/times.js';
import { named, words } from '../parts/words.js';

/** @import { AuditEvent } from '../types.d.ts' */

const { audit } = words.admin;

/** @type {Table<AuditEvent>} */
void new Table(find('#rows'), {
  label: audit.list,
  path: '/audit',
  list: 'events',
  next: 'before',
  key: ({ id }) => id,
  columns: [[audit.columns.at, 'fit'], [audit.columns.who, 'fit'], [audit.columns.what], [audit.columns.about]],
  empty: { icon: 'shield', title: audit.empty },
  cells: (/** @type {AuditEvent} */ row) => [
    el('time', { class: 'muted', datetime: row.created_at }, exact(row.created_at)),
    [el('span', { class: 'lead' }, row.actor_name), el('span', { class: 'more' }, named(words.roles, row.role))],
    named(audit.kinds, row.kind),
    [el('span', { class: 'code small' }, row.subject), row.details && Object.keys(row.details).length > 0 && el('span', { class: 'more code tiny' }, JSON.stringify(row.details))],
  ],
});
