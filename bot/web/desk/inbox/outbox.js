/** Replies on their way: shown at once, sent again under the same id until the server has them or refuses them. */
import { Refused, post } from '../parts/api.js';

/** @import { Pending } from '../types.d.ts' */

const PREFIX = 'desk-draft:outbox:';
const LONGEST = 20_000;

export class Outbox {
  /** @type {Pending[]} */
  items;
  #failures = 0;
  #sending = false;
  #stopped = false;
  #wake = () => {};

  /** @param {string} conversation @param {() => void} onChange */
  constructor(conversation, onChange) {
    this.conversation = conversation;
    this.onChange = onChange;
    this.items = JSON.parse(sessionStorage.getItem(PREFIX + conversation) ?? '[]');
    void this.#flush();
  }

  /** @param {string} text @param {string[]} attachments their ids */
  add(text, attachments) {
    this.#set([...this.items, { client_message_id: crypto.randomUUID(), text, attachment_ids: attachments, state: 'sending' }]);
    void this.#flush();
  }

  /** @param {string} id */
  again = (id) => {
    this.#failures = 0;
    this.#change(id, { state: 'sending' });
    this.#wake();
    void this.#flush();
  };

  /** What the server has shows up as a message; until then it stays here. @param {number} sequence the last that was read */
  arrived(sequence) {
    const left = this.items.filter((item) => !(item.sequence && item.sequence <= sequence));
    if (left.length < this.items.length) this.#set(left, false);
  }

  /** @param {string} id */
  discard = (id) => this.#set(this.items.filter((item) => item.client_message_id !== id));

  /** Another conversation is looked at: what is not sent stays for the next time. */
  stop() {
    this.#stopped = true;
  }

  /** One after the other, so that they arrive in the order they were written. */
  async #flush() {
    if (this.#sending) return;
    this.#sending = true;
    for (let item = this.#next(); item && !this.#stopped; item = this.#next()) await this.#send(item);
    this.#sending = false;
  }

  #next() {
    return this.items.find(({ state }) => state === 'sending' || state === 'waiting');
  }

  /** @param {Pending} item */
  async #send({ client_message_id: id, text, attachment_ids: files }) {
    try {
      const { sequence } = await post(`/conversations/${this.conversation}/messages`, { client_message_id: id, text, attachment_ids: files });
      this.#failures = 0;
      this.#change(id, { state: 'sent', sequence });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const final = error.status >= 400 && error.status < 500 && error.status !== 429;
      this.#change(id, { state: final ? 'refused' : 'waiting', problem: error.message });
      if (!final) await this.#pause(Math.min(LONGEST, 1000 * 2 ** this.#failures++));
    }
  }

  /** @param {string} id @param {Partial<Pending>} change */
  #change(id, change) {
    this.#set(this.items.map((item) => (item.client_message_id === id ? { ...item, ...change } : item)));
  }

  /** @param {number} ms @returns {Promise<void>} */
  #pause(ms) {
    return new Promise((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, ms);
    });
  }

  /** @param {Pending[]} items @param {boolean} [tell] */
  #set(items, tell = true) {
    this.items = items;
    const kept = items.filter(({ state }) => state !== 'sent');
    if (kept.length) sessionStorage.setItem(PREFIX + this.conversation, JSON.stringify(kept));
    else sessionStorage.removeItem(PREFIX + this.conversation);
    if (tell) this.onChange();
  }
}
