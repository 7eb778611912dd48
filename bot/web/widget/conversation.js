/** One customer's thread, without any looks: loads what was said, follows what is said, sends what is written. */
import { Arrivals } from './arrivals.js';
import { ApiError, Http, isOver } from './http.js';
import { Outbox, newId } from './outbox.js';
import { Sessions } from './sessions.js';
import { Stream, backoff, pause } from './stream.js';
import { Transport } from './transport.js';

/** @import { Attachment, ConversationOptions, OnDelivery, OutboxItem, StoredSession } from './types.d.ts' */

/** The server shows typing for twice as long. Milliseconds. */
const TYPING_AGAIN = 3000;

export class Conversation {
  #life = new AbortController();
  /** @type {Promise<void> | null} */
  #loading = null;
  #starting = false;
  #toldRead = 0;
  #toldTyping = 0;

  /** @param {ConversationOptions} options */
  constructor({ server, store, identity, locale, hooks }) {
    this.store = store;
    this.identity = identity;
    this.hooks = hooks;
    const http = new Http(server, locale);
    this.sessions = new Sessions({ http, store, identity, onSession: (now, before) => this.#sessionChanged(now, before) });
    this.transport = new Transport(http, this.sessions);
    this.arrivals = new Arrivals(hooks, (number) => this.transport.complaint(number));
    this.outbox = new Outbox({ store, post: (item) => this.#post(item), onDelivery: (...all) => this.#delivered(...all) });
    this.stream = new Stream({
      connect: (signal) => this.transport.request('GET', () => `/events?after=${this.arrivals.last}`, { signal, stream: true }),
      onEvent: (event) => this.#stopped || this.arrivals.event(event),
      onState: (connected, error) => this.#connection(connected, error),
    });
  }

  get #stopped() {
    return this.#life.signal.aborted;
  }

  /** Take up what there is. A visitor who has said nothing yet costs the server nothing. */
  async start() {
    if (this.#starting) return;
    this.#starting = true;
    this.outbox.items.forEach(this.hooks.onQueued);
    if (this.identity.signedIn || this.store.session || this.outbox.items.length) await this.#begin();
    else this.hooks.onLoaded(true);
    this.#starting = false;
  }

  /** Try until the past is loaded, the customer must sign in again, or we are stopped. */
  async #begin() {
    for (let failures = 0; !this.#stopped; failures++) {
      try {
        await this.#ready();
        return void this.outbox.flush();
      } catch (error) {
        this.#connection(false, error);
        if (isOver(error)) return;
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
    this.sessions.stop();
  }

  /** Let go of the line while nobody looks. */
  rest() {
    this.stream.stop();
  }

  /** Somebody looks again, or the network is back: do not wait out the back-off. */
  wake() {
    if (this.#stopped) return;
    if (this.#loading) {
      this.stream.start();
      this.stream.wake();
    }
    void this.outbox.flush();
  }

  /**
   * @param {string} text what the bubble says
   * @param {{ choice_id?: string, attachments?: Attachment[] }} [more] the choice it stands for, or what comes with it
   */
  send(text, more) {
    /** @type {OutboxItem} */
    const item = { client_message_id: newId(), text, at: new Date().toISOString(), ...more };
    this.hooks.onQueued(item);
    this.outbox.add(item);
  }

  /** Ask for a person, or go back to the bot. Throws what the request throws. @param {boolean} wanted */
  async handoff(wanted) {
    await this.#ready();
    const { owner } = await this.transport.handoff(wanted);
    // Asking is answered before it is done; the stream tells what came of it.
    if (!wanted) this.arrivals.stand({ owner, agent_name: null, place: null });
  }

  /** She is typing, or has seen up to a sequence: of interest while a person has the conversation, and not worth an error. @param {number} [sequence] */
  tell(sequence) {
    if (this.arrivals.state.owner !== 'agent' || (sequence && sequence <= this.#toldRead)) return;
    if (sequence) this.#toldRead = sequence;
    else if (Date.now() - this.#toldTyping < TYPING_AGAIN) return;
    else this.#toldTyping = Date.now();
    this.transport.tell(sequence).catch(() => undefined);
  }

  #ready() {
    // A step later: what loading does may ask whether it is under way.
    this.#loading ??= Promise.resolve().then(() => this.#load()).catch((error) => {
      this.#loading = null;
      throw error;
    });
    return this.#loading;
  }

  async #load() {
    await this.sessions.get();
    await this.transport.history(() => this.arrivals.last, (message) => this.#stopped || this.arrivals.receive(message, false));
    if (this.#stopped) return;
    this.hooks.onLoaded(this.arrivals.last === 0);
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
    if (this.#stopped) return;
    this.hooks.onDelivery(item, state, detail);
    if (state === 'sent') this.arrivals.sent(detail.sequence ?? 0);
    if (isOver(detail.error)) this.#connection(false, detail.error);
  }

  /** @param {StoredSession} session @param {StoredSession | null} previous */
  #sessionChanged(session, previous) {
    // A visitor has begun to talk in another tab.
    if (!previous && !this.#loading) return void this.start();
    if (!previous || previous.conversation_id === session.conversation_id) return;
    this.arrivals.reset();
    this.store.seen = 0;
    this.hooks.onReset();
    this.stream.restart();
  }

  /** @param {boolean} connected @param {unknown} error */
  #connection(connected, error) {
    if (this.#stopped) return;
    const expired = isOver(error);
    this.hooks.onConnection(connected ? 'online' : expired ? 'expired' : 'offline');
    // Asking again with a token that is over only fills the server's log; a new one restarts us.
    if (expired) this.stream.stop();
    else if (connected) void this.outbox.flush();
  }
}
