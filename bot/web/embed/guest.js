/**
 * The widget as the guest of another site's page, over a private channel. The page may give tokens, open, close and choose
 * the language; it is told counts and names. Whatever else it says is ignored, and what is said in the conversation it never hears.
 */
import { Tokens } from './tokens.js';

/** @import { FromFrame } from './messages.d.ts' */
/** @typedef {import('../widget/support-widget.js').SupportWidget & { walletTokenProvider?: (() => Promise<string>) | null }} Widget */

const LOCALE = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}$/;

/** Say which language the page and the widget speak; what is no language is ignored. @param {Widget} widget @param {unknown} locale */
export function speak(widget, locale) {
  if (typeof locale !== 'string' || !LOCALE.test(locale)) return;
  document.documentElement.lang = locale;
  widget.setAttribute('locale', locale);
}

export class Guest {
  #tokens = new Tokens((id) => this.tell({ type: 'token', id }));
  /** Which sign-in or sign-out was the last. */
  #turn = 0;

  /** @param {Widget} widget @param {MessagePort} port */
  constructor(widget, port) {
    this.widget = widget;
    this.port = port;
    port.onmessage = ({ data }) => this.#hear(data ?? {});
    this.#report();
  }

  /** @param {FromFrame} message */
  tell(message) {
    this.port.postMessage(message);
  }

  /** Ask the page for a token; false if it has none. */
  async signIn() {
    const turn = ++this.#turn;
    this.widget.walletTokenProvider = () => this.#tokens.ask();
    const token = await this.#tokens.ask();
    if (turn !== this.#turn) return true; // whoever came later decides
    if (token) this.widget.setAttribute('wallet-token', token);
    return token !== '';
  }

  #signOut() {
    this.#turn++;
    this.#tokens.drop();
    this.widget.walletTokenProvider = null;
    this.widget.removeAttribute('wallet-token');
  }

  /** Another customer perhaps: if the page has no token for her, she must not meet the one before. */
  async #signInAnew() {
    this.#tokens.drop();
    if (!(await this.signIn())) this.#signOut();
  }

  /** @param {any} message of which nothing is certain */
  #hear({ type, id, token, locale }) {
    if (type === 'open' || type === 'close') this.widget.open = type === 'open';
    if (type === 'locale') speak(this.widget, locale);
    if (type === 'token') this.#tokens.answer(id, token);
    if (type === 'signin') void this.#signInAnew();
    if (type === 'signout') this.#signOut();
  }

  #report() {
    /** @param {string} name @param {(detail: any) => void} hear */
    const on = (name, hear) => this.widget.addEventListener(name, (event) => hear(/** @type {CustomEvent} */ (event).detail));
    on('open', () => this.tell({ type: 'open' }));
    on('close', () => this.tell({ type: 'close' }));
    on('unread', ({ count }) => this.tell({ type: 'unread', count }));
    on('handoff', ({ owner }) => this.tell({ type: 'handoff', owner }));
    on('complaintfiled', ({ number }) => this.tell({ type: 'complaintfiled', number }));
    on('localechange', ({ locale }) => this.tell({ type: 'localechange', locale }));
    on('signout', () => this.tell({ type: 'signout' }));
    on('tokenexpired', () => this.tell({ type: 'tokenexpired' }));
  }
}
