/** The session: opened with a wallet token, renewed before its time is over, shared between tabs. */
import { ApiError, isOver } from './http.js';

/** @import { Session, SessionsOptions, StoredSession } from './types.d.ts' */

/** Renewed this long before it ends, but not sooner than the least. Milliseconds. */
const EARLY = 120_000;
const LEAST = 20_000;
/** What a timer can hold. */
const LONGEST = 2 ** 31 - 1;

export class Sessions {
  /** @type {Promise<StoredSession> | null} */
  #pending = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #stopped = false;
  /** @type {StoredSession | null} */
  current = null;

  /** @param {SessionsOptions} options */
  constructor({ http, store, identity, onSession }) {
    this.http = http;
    this.store = store;
    this.identity = identity;
    this.onSession = onSession;
    addEventListener('storage', this.#elsewhere);
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    removeEventListener('storage', this.#elsewhere);
  }

  /** Another tab has renewed the session. */
  #elsewhere = () => {
    const stored = this.store.session;
    if (stored) this.#adopt(stored);
  };

  /**
   * The session at hand, renewed if it is time, or a new one. A 401 means: sign in again.
   * @param {string} [refused] a token that the server no longer accepts
   * @returns {Promise<StoredSession>}
   */
  get(refused) {
    const known = this.store.session ?? this.current;
    if (known && known.token !== refused && known.renewAt > Date.now()) {
      this.#adopt(known);
      return Promise.resolve(known);
    }
    this.#pending ??= this.#next(known).finally(() => (this.#pending = null));
    return this.#pending;
  }

  /** @param {StoredSession | null} known */
  async #next(known) {
    if (!known) return this.#open();
    try {
      return await this.#keep(this.http.fetch('POST', '/sessions/renew', { body: {}, token: known.token }));
    } catch (error) {
      if (isOver(error)) return this.#open();
      throw error;
    }
  }

  async #open() {
    // A token may have been used up by a try whose answer was lost: then once more with a fresh one.
    for (let last = false; ; last = true) {
      const walletToken = await this.identity.token();
      if (this.identity.signedIn && !walletToken) throw new ApiError(401, 'session_over');
      const body = { ...(walletToken && { wallet_token: walletToken }), locale: this.http.locale() };
      try {
        const session = await this.#keep(this.http.fetch('POST', '/sessions', { body }));
        this.identity.spent();
        return session;
      } catch (error) {
        if (isOver(error)) this.identity.spent();
        if (!isOver(error) || last) throw error;
      }
    }
  }

  /** @param {Promise<Response>} answer */
  async #keep(answer) {
    /** @type {Session} */
    const { token, conversation_id, expires_at } = await (await answer).json();
    // She left while it was under way: nothing may be kept any more.
    if (this.#stopped) throw new Error('stopped');
    // By our own clock from now: a device's clock may be wrong by hours.
    const lasts = Date.parse(expires_at) - Date.now();
    const renewAt = Date.now() + Math.min(LONGEST, Math.max(lasts - EARLY, lasts / 2, LEAST));
    const session = { token, conversation_id, renewAt };
    this.store.session = session;
    this.#adopt(session);
    return session;
  }

  /** @param {StoredSession} session */
  #adopt(session) {
    const previous = this.current;
    if (previous?.token === session.token) return;
    this.current = session;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.get().catch(() => undefined), session.renewAt - Date.now());
    this.onSession(session, previous);
  }

  /** End the sign-in at the server too. The customer does not wait for it, nor does a closing page stop it. */
  end() {
    const session = this.store.session ?? this.current;
    if (session) this.http.fetch('DELETE', '/sessions', { token: session.token, keepalive: true }).catch(() => undefined);
  }
}
