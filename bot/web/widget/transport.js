/** Talks to the customer API. */

/** @import { Complaint, ComplaintDetail, Message, OutboxItem, RequestOptions, Session, TransportOptions } from './types.d.ts' */

const TIMEOUT = 15_000;
const PAGE = 100;

/** A refusal of the server; its message is fit for the customer. */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {string} code
   * @param {string} message
   * @param {number | null} retryAfter milliseconds
   */
  constructor(status, code, message, retryAfter) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /** Would the very same request be refused again? */
  get permanent() {
    return this.status >= 400 && this.status < 500 && ![401, 408, 425, 429].includes(this.status);
  }
}

export class Transport {
  /** @type {Promise<Session> | null} */
  #opening = null;

  /** @param {TransportOptions} options */
  constructor({ server, store, identity, onSession }) {
    this.base = `${server.replace(/\/$/, '')}/webhooks/web`;
    this.store = store;
    this.identity = identity;
    this.onSession = onSession;
    /** @type {Session | null} */
    this.current = store.session;
  }

  /**
   * The session at hand, or a new one.
   * @param {string} [refused] a token the server no longer accepts
   * @returns {Promise<Session>}
   */
  session(refused) {
    const stored = this.store.session ?? this.current;
    // Another tab may have renewed it already.
    if (stored && stored.token !== refused) {
      this.#adopt(stored);
      return Promise.resolve(stored);
    }
    this.#opening ??= this.#open().finally(() => (this.#opening = null));
    return this.#opening;
  }

  async #open() {
    const { walletToken, locale } = this.identity();
    const body = walletToken ? { wallet_token: walletToken, locale } : { locale };
    const session = await (await this.#fetch('POST', '/sessions', { body })).json();
    this.store.session = session;
    this.#adopt(session);
    return session;
  }

  /** @param {Session} session */
  #adopt(session) {
    const previous = this.current;
    this.current = session;
    if (previous?.token !== session.token) this.onSession(session, previous);
  }

  /**
   * A request as the customer; an expired token is renewed once.
   * @param {string} method
   * @param {() => string} path asked again after a renewal, which may have changed the conversation
   * @param {RequestOptions} [options]
   */
  async request(method, path, options = {}) {
    const { token } = await this.session();
    try {
      return await this.#fetch(method, path(), { ...options, token });
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      const renewed = await this.session(token);
      return this.#fetch(method, path(), { ...options, token: renewed.token });
    }
  }

  /** @param {string} method @param {string} path @param {RequestOptions & { token?: string }} options */
  async #fetch(method, path, { body, token, signal, stream }) {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), TIMEOUT);
    if (signal?.aborted) timeout.abort();
    signal?.addEventListener('abort', () => timeout.abort());
    /** @type {Record<string, string>} */
    const headers = { 'Accept-Language': this.identity().locale };
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body) headers['Content-Type'] = 'application/json';
    if (stream) headers.Accept = 'text/event-stream';
    try {
      const response = await fetch(this.base + path, {
        method, headers, signal: timeout.signal,
        body: body && JSON.stringify(body), credentials: 'omit', cache: 'no-store',
      });
      if (!response.ok) throw await problem(response);
      return response;
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Send one message. Safe to repeat: the server knows it by its client_message_id.
   * @param {OutboxItem} item
   * @returns {Promise<{ id: string, sequence: number }>}
   */
  async send({ client_message_id, text, choice_id }) {
    const body = choice_id ? { client_message_id, choice_id } : { client_message_id, text };
    return (await this.request('POST', () => '/messages', { body })).json();
  }

  /**
   * Every message after a sequence, page by page.
   * @param {() => number} after
   * @param {(message: Message) => void} receive
   */
  async history(after, receive) {
    for (;;) {
      const path = () => `/messages?after=${after()}&limit=${PAGE}`;
      const { messages } = await (await this.request('GET', path)).json();
      messages.forEach(receive);
      if (messages.length < PAGE) return;
    }
  }

  /** @returns {Promise<Complaint[]>} */
  async complaints() {
    return (await (await this.request('GET', () => '/complaints')).json()).complaints;
  }

  /** @param {string} number @returns {Promise<ComplaintDetail>} */
  async complaint(number) {
    const path = () => `/complaints/${encodeURIComponent(number)}`;
    return (await this.request('GET', path)).json();
  }
}

/** @param {Response} response */
async function problem(response) {
  const { error = {} } = await response.json().catch(() => ({}));
  const after = response.headers.get('Retry-After');
  return new ApiError(response.status, error.code ?? 'unknown', error.message ?? '', after ? delay(after) : null);
}

/**
 * Retry-After is either seconds or a date.
 * @param {string} value
 */
function delay(value) {
  const seconds = Number(value);
  return Math.max(0, Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1000) || 1000;
}
