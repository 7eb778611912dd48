/** Whom the page has signed in, and wallet tokens to prove it. */

/** @import { WalletTokenProvider } from './types.d.ts' */

export class Identity {
  #unused = '';
  /** The customer's name in the wallet; empty for a visitor. */
  subject = '';
  /** @type {WalletTokenProvider | null} */
  provider = null;

  get signedIn() {
    return this.subject !== '';
  }

  /** The page has brought a token, or none any more. @param {string} token */
  bring(token) {
    this.#unused = token;
    this.subject = token && subjectOf(token);
  }

  /** Ask the page who is there, if it has a function for that and has not said. */
  async ask() {
    if (!this.signedIn) this.bring((await this.provider?.().catch(() => null)) ?? '');
  }

  /**
   * A token nobody has used: each opens one session only. Empty if there is none.
   * @returns {Promise<string>}
   */
  async token() {
    if (this.#unused || !this.signedIn) return this.#unused;
    const fresh = (await this.provider?.()) ?? '';
    // Another customer's token must not open a session that this one's screen shows.
    if (!fresh || subjectOf(fresh) !== this.subject) return '';
    return (this.#unused = fresh);
  }

  /** The server has seen the token, whatever it said. */
  spent() {
    this.#unused = '';
  }
}

/**
 * Who a wallet token speaks for. Read only to keep devices tidy; the server alone verifies it.
 * @param {string} token
 */
function subjectOf(token) {
  try {
    const payload = token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/');
    const bytes = Uint8Array.from(atob(payload), (char) => char.charCodeAt(0));
    return String(JSON.parse(new TextDecoder().decode(bytes)).sub);
  } catch {
    // An unreadable token still must not share a drawer with anybody else.
    return token;
  }
}
