/**
 * One customer's thread, without any looks: loads what was said, follows what is said,
 * sends what is written, and tells its hooks.
 */
import { COMPLAINT_NUMBER } from './markdown.js';
import { Outbox, newId } from './outbox.js';
import { Stream, backoff, pause } from './stream.js';
import { ApiError, Transport } from './transport.js';

/** @import { ConversationOptions, Message, OnDelivery, OutboxItem, ServerEvent, Session } from './types.d.ts' */

/** Dots that outlive a lost reply would be a lie. Milliseconds. */
const TYPING_LIMIT = 20_000;
/** A complaint this young, counted from the message that names it, is the one just filed. */
const JUST_FILED = 120_000;

export class Conversation {
  #life = new AbortController();
  /** @type {Promise<void> | null} */
  #loading = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #dots;
  /** @type {Set<string>} */
  #knownComplaints = new Set();
  #starting = false;
  #lastAuthor = '';
  #lastReply = 0;
  last = 0;

  /** @param {ConversationOptions} options */
  constructor({ server, store, identity, hooks }) {
    this.store = store;
    this.identity = identity;
    this.hooks = hooks;
    this.transport = new Transport({ server, store, identity, onSession: (now, before) => this.#sessionChanged(now, before) });
    this.outbox = new Outbox({ store, post: (item) => this.#post(item), onDelivery: (...all) => this.#delivered(...all) });
    this.stream = new Stream({
      connect: (signal) => this.transport.request('GET', () => `/events?after=${this.last}`, { signal, stream: true }),
      onEvent: (event) => this.#streamed(event),
      onState: (connected, error) => this.#connection(connected, error),
    });
  }

  /** Take up what there is. A visitor who has said nothing yet costs the server nothing. */
  async start() {
    if (this.#starting) return;
    this.#starting = true;
    this.outbox.items.forEach(this.hooks.onQueued);
    if (!this.identity().walletToken && !this.store.session && !this.outbox.items.length) {
      this.#starting = false;
      this.hooks.onLoaded(true);
      return;
    }
    await this.#begin();
    this.#starting = false;
  }

  /** Try until the past is loaded, the customer must sign in again, or we are stopped. */
  async #begin() {
    for (let failures = 0; !this.#life.signal.aborted; failures++) {
      try {
        await this.#ready();
        return void this.outbox.flush();
      } catch (error) {
        this.#connection(false, error);
        if (error instanceof ApiError && error.status === 401) return;
        const asked = error instanceof ApiError ? error.retryAfter : null;
        await pause(asked ?? backoff(failures), this.#life.signal);
      }
    }
  }

  /** The page has brought a fresh wallet token of the same customer. */
  renewed() {
    if (this.#loading) this.wake();
    else void this.start();
  }

  stop() {
    this.#life.abort();
    this.stream.stop();
    this.outbox.stop();
    clearTimeout(this.#dots);
  }

  /** Let go of the line while nobody looks. */
  rest() {
    this.stream.stop();
  }

  /** Somebody looks again, or the network is back: do not wait out the back-off. */
  wake() {
    if (this.#life.signal.aborted) return;
    if (this.#loading) {
      this.stream.start();
      this.stream.wake();
    }
    void this.outbox.flush();
  }

  /** @param {string} text what the bubble says @param {string} [choice] the choice it stands for */
  send(text, choice) {
    /** @type {OutboxItem} */
    const item = { client_message_id: newId(), text, at: new Date().toISOString() };
    if (choice) item.choice_id = choice;
    this.hooks.onQueued(item);
    this.outbox.add(item);
  }

  #ready() {
    this.#loading ??= this.#load().catch((error) => {
      this.#loading = null;
      throw error;
    });
    return this.#loading;
  }

  async #load() {
    await this.transport.session();
    await this.transport.history(() => this.last, (message) => this.#receive(message, false));
    if (this.#life.signal.aborted) return;
    this.hooks.onLoaded(this.last === 0);
    this.hooks.onConnection('online');
    this.stream.start();
  }

  /** @param {OutboxItem} item */
  async #post(item) {
    try {
      await this.#ready();
    } catch (error) {
      // Only an answer to the message itself may refuse the message.
      throw error instanceof ApiError && error.permanent ? new Error(error.message) : error;
    }
    return this.transport.send(item);
  }

  /** @type {OnDelivery} */
  #delivered(item, state, detail) {
    if (this.#life.signal.aborted) return;
    this.hooks.onDelivery(item, state, detail);
    // The reply may have overtaken the receipt; and a person does not type the moment we send.
    const answered = (detail.sequence ?? 0) < this.#lastReply;
    if (state === 'sent' && !answered && this.#lastAuthor !== 'agent') this.#typing(true);
    if (detail.error instanceof ApiError && detail.error.status === 401) this.hooks.onConnection('expired');
  }

  /** @param {ServerEvent} event */
  #streamed({ event, data }) {
    if (this.#life.signal.aborted) return;
    try {
      const content = JSON.parse(data);
      if (event === 'message') this.#receive(content, true);
      if (event === 'typing') this.#typing(content.state === 'on');
    } catch (error) {
      // One broken event must not cost the line.
      console.warn('support-widget: event not understood', error);
    }
  }

  /** @param {Message} message @param {boolean} live */
  #receive(message, live) {
    if (this.#life.signal.aborted || message.sequence <= this.last) return;
    this.last = message.sequence;
    if (message.author !== 'customer') {
      this.#lastReply = message.sequence;
      if (message.author !== 'system') this.#lastAuthor = message.author;
      this.#typing(false);
    }
    this.hooks.onMessage(message, live);
    void this.#watchForComplaint(message, live);
  }

  /** @param {boolean} on */
  #typing(on) {
    clearTimeout(this.#dots);
    if (on) this.#dots = setTimeout(() => this.hooks.onTyping(false), TYPING_LIMIT);
    this.hooks.onTyping(on);
  }

  /**
   * A number we have not met: a new complaint, or an old one asked after? The server tells.
   * @param {Message} message
   * @param {boolean} live
   */
  async #watchForComplaint({ text, author, created_at }, live) {
    const number = COMPLAINT_NUMBER.exec(text)?.[0];
    if (!number || this.#knownComplaints.has(number)) return;
    this.#knownComplaints.add(number);
    if (!live || author === 'customer') return;
    const complaint = await this.transport.complaint(number).catch(() => null);
    if (!complaint || Math.abs(Date.parse(created_at) - Date.parse(complaint.created_at)) > JUST_FILED) return;
    this.hooks.onComplaintFiled({ number, category: complaint.category });
  }

  /** @param {Session} session @param {Session | null} previous */
  #sessionChanged(session, previous) {
    if (!previous || previous.conversation_id === session.conversation_id) return;
    this.last = 0;
    this.#lastReply = 0;
    this.#lastAuthor = '';
    this.hooks.onReset();
    this.stream.restart();
  }

  /** @param {boolean} connected @param {unknown} error */
  #connection(connected, error) {
    if (this.#life.signal.aborted) return;
    const expired = error instanceof ApiError && error.status === 401;
    this.hooks.onConnection(connected ? 'online' : expired ? 'expired' : 'offline');
    // Asking again with a token that is over only fills the server's log; a new one restarts us.
    if (expired) this.stream.stop();
    else if (connected) void this.outbox.flush();
  }
}
