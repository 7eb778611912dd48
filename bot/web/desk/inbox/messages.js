/** What was said, drawn: who, what, when, and what the bot made of it. */
import { called } from '../parts/called.js';
import { el, icon } from '../parts/dom.js';
import { face } from '../parts/face.js';
import { dayHead, dayOf, exact, hour } from '../parts/times.js';
import { named, words } from '../parts/words.js';

/** @import { Attachment, Message, Note, Pending, Understood } from '../types.d.ts' */

/** @typedef {{ kind: 'day' | 'message' | 'note' | 'pending', key: string, day?: string, first?: boolean, message?: Message, note?: Note, pending?: Pending, read?: boolean }} Entry */

/**
 * Messages, notes and what is still being sent, in the order of time, with a head for each day.
 * @param {{ messages: Message[], notes: Note[], pending: Pending[], readUpTo: number }} said
 * @returns {Entry[]}
 */
export function entries({ messages, notes, pending, readUpTo }) {
  const told = [
    ...messages.map((message) => ({ at: message.created_at, entry: /** @type {Entry} */ ({ kind: 'message', key: `m${message.sequence}`, message }) })),
    ...notes.map((note) => ({ at: note.created_at, entry: /** @type {Entry} */ ({ kind: 'note', key: `n${note.id}`, note }) })),
  ].sort((a, b) => (Date.parse(a.at) - Date.parse(b.at)));
  const lastOwn = messages.findLast(({ author }) => author === 'agent');
  /** @type {Entry[]} */
  const all = [];
  let day = '';
  let author = '';
  for (const { at, entry } of told) {
    if (dayOf(new Date(at)) !== day) {
      day = dayOf(new Date(at));
      author = '';
      all.push({ kind: 'day', key: `d${day}`, day: at });
    }
    const by = entry.message ? entry.message.author + (entry.message.agent_name ?? '') : 'note';
    all.push({ ...entry, first: by !== author, read: !!lastOwn && entry.message === lastOwn && lastOwn.sequence <= readUpTo });
    author = by;
  }
  return [...all, ...pending.map((each) => ({ kind: /** @type {const} */ ('pending'), key: `p${each.client_message_id}`, pending: each }))];
}

/**
 * @param {Entry} entry
 * @param {{ customer: { id: string, name: string } | null, attachment: (file: Attachment) => HTMLElement, again: (id: string) => void, discard: (id: string) => void }} tools
 */
export function entryNode(entry, tools) {
  if (entry.kind === 'day') return el('li', { class: 'day' }, el('span', {}, dayHead(entry.day ?? '')));
  if (entry.note) return noteNode(entry.note);
  if (entry.pending) return pendingNode(entry.pending, tools);
  const message = /** @type {Message} */ (entry.message);
  if (message.author === 'system') return el('li', { class: 'system' }, el('span', {}, message.text, ' ', el('time', { datetime: message.created_at, title: exact(message.created_at) }, hour(message.created_at))));
  return messageNode(message, entry, tools);
}

/** @param {Message} message @param {Entry} entry @param {Parameters<typeof entryNode>[1]} tools */
function messageNode(message, { first, read }, { customer, attachment }) {
  const who = message.author === 'customer' ? called(customer) : message.author === 'agent' ? message.agent_name || words.authors.agent : words.authors.bot;
  return el(
    'li',
    { class: `said ${message.author}${first ? ' first' : ''}` },
    first && (message.author === 'bot' ? el('span', { class: 'face', 'data-tone': 'none', 'aria-hidden': 'true' }, icon('bot')) : face(message.author === 'customer' ? (customer?.id ?? null) : who, who)),
    el(
      'div',
      { class: 'column' },
      first && el('p', { class: 'by' }, el('b', {}, who)),
      !first && el('span', { class: 'sr-only' }, who),
      message.text && el('p', { class: 'bubble' }, message.text),
      message.attachments?.map(attachment),
      message.choices?.length ? el('p', { class: 'offered' }, message.choices.map(({ title }) => el('span', { class: 'tag outline' }, title))) : null,
      el('p', { class: 'foot' }, el('time', { datetime: message.created_at, title: exact(message.created_at) }, hour(message.created_at)),
        message.secrets_removed && el('span', {}, icon('lock'), words.inbox.secretsRemoved), read && el('span', { class: 'seen' }, words.inbox.read)),
      message.understood && understoodNode(message.understood),
    ),
  );
}

/** @param {Understood} understood */
function understoodNode({ intent, confidence, entities }) {
  const said = intent && intent !== 'nlu_fallback' ? words.inbox.understood(named(words.intents, intent), `${Math.round((confidence ?? 0) * 100)}%`) : words.inbox.nothingUnderstood;
  if (!entities?.length) return el('p', { class: 'understood' }, icon('bot'), said);
  const rows = entities.map(({ entity, value }) => [el('dt', {}, entity), el('dd', {}, typeof value === 'object' ? JSON.stringify(value) : String(value))]);
  return el('details', { class: 'understood' }, el('summary', {}, icon('bot'), said), el('dl', { class: 'facts', 'aria-label': words.inbox.entities }, rows.flat()));
}

/** @param {Note} note */
function noteNode({ author, text, created_at: at }) {
  return el(
    'li',
    { class: 'note' },
    el('p', { class: 'by' }, icon('lock'), el('b', {}, words.inbox.noteBy(author ?? words.authors.agent)), el('span', {}, words.inbox.onlyUs), el('time', { datetime: at, title: exact(at) }, hour(at))),
    el('p', {}, text),
  );
}

/** @param {Pending} pending @param {Parameters<typeof entryNode>[1]} tools */
function pendingNode({ client_message_id: id, text, state, problem }, { again, discard }) {
  return el(
    'li',
    { class: `said agent pending ${state}` },
    el(
      'div',
      { class: 'column' },
      text && el('p', { class: 'bubble' }, text),
      state === 'sending'
        ? el('p', { class: 'foot' }, words.inbox.sending)
        : el('p', { class: 'foot failed' }, icon('alert'), state === 'refused' ? words.inbox.refused(problem ?? '') : words.inbox.unsent,
          el('button', { type: 'button', class: 'link', onclick: () => again(id) }, words.inbox.again), state === 'refused' && el('button', { type: 'button', class: 'link', onclick: () => discard(id) }, words.inbox.discard)),
    ),
  );
}
