/** Unsent messages, sent in order; one leaves when the server has it or has refused it for good. */
import { ApiError } from './http.js';
import { backoff, pause } from './stream.js';

/** @import { Delivery, OutboxItem, OutboxOptions } from './types.d.ts' */

/** Tries before we stop and show "not sent"; the message stays in the box. */
const TRIES = 4;
/** Nobody waits longer for "sending" to end. Milliseconds. */
const PATIENCE = 60_000;

/** @returns {string} */
export function newId() {
  // Not randomUUID: plain http and older web views lack it.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export class Outbox {
  #busy = false;
  #stopped = false;
  /** @type {AbortController | null} */
  #wait = null;

  /** @param {OutboxOptions} options */
  constructor({ store, post, onDelivery }) {
    this.store = store;
    this.post = post;
    this.onDelivery = onDelivery;
  }

  /** @param {OutboxItem} item */
  add(item) {
    this.store.outbox = [...this.store.outbox, item];
    void this.flush();
  }

  get items() {
    return this.store.outbox;
  }

  /** Send what is waiting; if that is under way already, stop pausing. */
  async flush() {
    this.#wait?.abort();
    if (this.#busy || this.#stopped) return;
    this.#busy = true;
    try {
      while (this.items.length && (await this.#deliver(this.items[0])));
    } finally {
      this.#busy = false;
    }
  }

  stop() {
    this.#stopped = true;
    this.#wait?.abort();
  }

  /**
   * Returns whether the next message may follow.
   * @param {OutboxItem} item
   */
  async #deliver(item) {
    for (let tries = 1; !this.#stopped; tries++) {
      this.onDelivery(item, 'sending', {});
      try {
        const { sequence } = await this.post(item);
        return this.#settle(item, 'sent', { sequence });
      } catch (error) {
        if (this.#stopped) return false;
        if (error instanceof ApiError && error.permanent) return this.#settle(item, 'rejected', { error });
        const wait = (error instanceof ApiError && error.retryAfter) || backoff(tries - 1);
        const hopeless = error instanceof ApiError && error.status === 401;
        if (hopeless || tries >= TRIES || wait > PATIENCE) return this.#giveUp(error);
        if (error instanceof ApiError && error.status === 429) this.onDelivery(item, 'sending', { wait, error });
        this.#wait = new AbortController();
        await pause(wait, this.#wait.signal);
      }
    }
    return false;
  }

  /** @param {OutboxItem} item @param {Delivery} state @param {{ sequence?: number, error?: unknown }} detail */
  #settle(item, state, detail) {
    if (this.#stopped) return false;
    // Read afresh: another tab may have written in the meantime.
    this.store.outbox = this.items.filter((each) => each.client_message_id !== item.client_message_id);
    this.onDelivery(item, state, detail);
    return true;
  }

  /**
   * Later messages wait behind the failed one, so they are shown as unsent too.
   * @param {unknown} error
   */
  #giveUp(error) {
    this.items.forEach((item) => this.onDelivery(item, 'failed', { error }));
    return false;
  }
}
