/** Puts messages into the log: in order, each once. */
import { buildEntry, updateMeta } from './bubble.js';
import { Opening } from './opening.js';
import { Offer, relate } from './relations.js';

/** @import { Delivery, Entry, EntryData, Message, OutboxItem, TranscriptOptions } from './types.d.ts' */

export class Transcript {
  /** @type {Entry[]} */
  #entries = [];
  #offer = new Offer();
  #readUpTo = 0;

  /** @param {HTMLElement} log @param {TranscriptOptions} options */
  constructor(log, options) {
    this.log = log;
    this.opening = new Opening(log);
    this.options = options;
  }

  get size() {
    return this.#entries.length;
  }

  /**
   * Show a message of the server. Returns false if it was there already.
   * @param {Message} message
   */
  add(message) {
    const known = this.#entries.find(
      (each) => each.sequence === message.sequence || (each.clientId && each.clientId === message.client_message_id),
    );
    if (known) {
      this.#confirm(known, message);
      return false;
    }
    this.#insert({
      author: message.author,
      text: message.text,
      at: new Date(message.created_at),
      sequence: message.sequence,
      clientId: message.client_message_id ?? null,
      state: 'sent',
      error: '',
      choices: message.choices ?? [],
      attachments: message.attachments ?? [],
      name: message.agent_name ?? '',
    });
    return true;
  }

  /**
   * Show what was written before the server has it.
   * @param {OutboxItem} item
   */
  queue(item) {
    if (this.#entries.some((each) => each.clientId === item.client_message_id)) return;
    this.#insert({
      author: 'customer', text: item.text, at: new Date(item.at), sequence: null,
      clientId: item.client_message_id, state: 'sending', error: '', choices: [], attachments: item.attachments ?? [], name: '',
    });
  }

  /**
   * What became of a queued message.
   * @param {string} clientId
   * @param {Delivery} state
   * @param {{ sequence?: number, error?: string }} detail
   */
  settle(clientId, state, { sequence, error = '' }) {
    const entry = this.#entries.find((each) => each.clientId === clientId);
    // Its echo on the stream may have come before the receipt.
    if (!entry || entry.sequence !== null) return;
    Object.assign(entry, { state, error, sequence: sequence ?? null });
    updateMeta(entry.node, entry, this.options);
    if (sequence) this.#place(entry);
    this.#settled();
  }

  /** How a talk with a person stands: what she has read; and buttons wait meanwhile. @param {number} upTo the last sequence the agent has seen */
  stand(upTo) {
    this.#readUpTo = upTo;
    this.#settled();
  }

  /** Greet a customer who has said nothing yet. */
  greet() {
    this.opening.greet(this.options, this.size > 0);
  }

  /** Forget what the server has said; what still waits to be sent stays. */
  reset() {
    const waiting = this.#entries.filter((each) => each.sequence === null);
    this.clear();
    waiting.forEach((entry) => this.#insert(entry));
    this.speak();
  }

  /** Only what comes from now on is news that should be read out. */
  speak() {
    requestAnimationFrame(() => (this.log.ariaLive = 'polite'));
  }

  clear() {
    this.#readUpTo = 0;
    this.opening.clear();
    this.#empty();
  }

  #empty() {
    this.log.ariaLive = 'off';
    this.#entries = [];
    this.log.replaceChildren();
  }

  /** Say everything of ours again, after the language has changed. @param {TranscriptOptions} options */
  restyle(options) {
    const entries = this.#entries;
    const spoken = this.log.ariaLive === 'polite';
    this.options = options;
    this.#empty();
    entries.forEach((entry) => this.#insert(entry));
    this.opening.restyle(options, this.size > 0);
    if (spoken) this.speak();
  }

  /** After a change: the buttons under the open question, the mark under the last message that was read. */
  #settled() {
    this.#offer.update(this.#entries, this.options);
    const seen = (/** @type {Entry} */ each) => each.author === 'customer' && (each.sequence ?? Infinity) <= this.#readUpTo;
    const last = this.#entries.filter(seen).pop();
    for (const entry of this.#entries) {
      if (!entry.read === (entry !== last)) continue;
      entry.read = entry === last;
      updateMeta(entry.node, entry, this.options);
    }
  }

  /** @param {EntryData} data */
  #insert(data) {
    const entry = { ...data, node: buildEntry(data, this.options) };
    this.opening.begin();
    this.#entries.push(entry);
    this.#place(entry);
    this.#settled();
  }

  /**
   * The server's word on a message we showed early: secrets in it are masked, so what was typed must go from the screen too.
   * @param {Entry} entry
   * @param {Message} message
   */
  #confirm(entry, message) {
    const text = entry.node.querySelector('.text');
    if (text && entry.author === 'customer' && entry.text !== message.text) text.textContent = message.text;
    Object.assign(entry, { text: message.text, sequence: message.sequence, at: new Date(message.created_at), state: 'sent' });
    updateMeta(entry.node, entry, this.options);
    this.#place(entry);
    this.#settled();
  }

  /**
   * Put an entry behind the last one with a smaller sequence; unsent ones stand at the end.
   * @param {Entry} entry
   */
  #place(entry) {
    const rank = (/** @type {Entry} */ each) => each.sequence ?? Infinity;
    const others = this.#entries.filter((each) => each !== entry);
    let at = others.length;
    while (at > 0 && rank(others[at - 1]) > rank(entry)) at--;
    const settled = this.#entries[at] === entry && entry.node.isConnected;
    others.splice(at, 0, entry);
    this.#entries = others;
    // Moving a node that stands right already would make screen readers say it again.
    if (!settled) this.log.insertBefore(entry.node, others[at + 1]?.node ?? null);
    for (let i = Math.max(0, at - 1); i <= Math.min(others.length - 1, at + 1); i++) relate(others, i, this.options.strings);
    if (!settled && at < others.length - 2) others.forEach((_, i) => relate(others, i, this.options.strings));
  }
}
