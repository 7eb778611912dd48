/**
 * <support-widget server="" locale="zh-CN|en" wallet-token="…" position="right|left"
 *                 mode="bubble|inline|app" link-hosts="host …" open>
 * Property: walletTokenProvider, an async function that gives a fresh wallet token.
 *
 * Events (bubbling, composed): open, close, message {message}, unread {count}, handoff {owner, agent_name},
 * complaintfiled {number, category}, localechange {locale}, signout, tokenexpired.
 */
import { styles } from './styles.js';
import { Support } from './support.js';

/** @import { WalletTokenProvider } from './types.d.ts' */

export class SupportWidget extends HTMLElement {
  static observedAttributes = ['server', 'locale', 'wallet-token', 'mode', 'link-hosts', 'open'];

  #support = new Support(this);

  constructor() {
    super();
    const { root, launcher, close, panel } = this.#support.view;
    const shadow = this.attachShadow({ mode: 'open' });
    shadow.adoptedStyleSheets = [styles];
    shadow.append(root);
    launcher.addEventListener('click', () => (this.open = !this.open));
    close.addEventListener('click', () => this.#close());
    panel.addEventListener('keydown', (event) => this.#key(event));
  }

  /** Is the panel shown? Inline and in an app it always is. */
  get open() {
    return this.hasAttribute('open') || this.mode !== 'bubble';
  }

  set open(value) {
    this.toggleAttribute('open', value);
  }

  /** @returns {'bubble' | 'inline' | 'app'} */
  get mode() {
    const mode = this.getAttribute('mode');
    return mode === 'inline' || mode === 'app' ? mode : 'bubble';
  }

  /** How many messages have come since the customer last looked. */
  get unread() {
    return this.#support.panel.unread.count;
  }

  /** Gives a wallet token whenever one is needed; null from it: the customer has to sign in again. */
  get walletTokenProvider() {
    return this.#support.identity.provider;
  }

  /** @param {WalletTokenProvider | null} give forgotten when the customer signs out */
  set walletTokenProvider(give) {
    this.#support.provide(give);
  }

  /** Open the panel and say something in the customer's name. @param {string} text */
  ask(text) {
    this.open = true;
    this.#support.panel.pages.leave();
    if (text.trim()) this.#support.send(text.trim(), {});
  }

  /** Open the panel at the customer's own complaints. */
  showComplaints() {
    this.open = true;
    this.#support.showComplaints();
  }

  connectedCallback() {
    // What the page has set before it knew us.
    const early = /** @type {any} */ (this);
    for (const name of ['walletTokenProvider', 'open'].filter((each) => Object.hasOwn(this, each))) {
      const value = early[name];
      delete early[name];
      early[name] = value;
    }
    this.#support.arrive();
  }

  disconnectedCallback() {
    // A move within the page must not cost the line.
    queueMicrotask(() => this.isConnected || this.#support.depart());
  }

  /** @param {string} name @param {string | null} before @param {string | null} now */
  attributeChangedCallback(name, before, now) {
    if (before === now) return;
    if (name === 'wallet-token') this.#support.signedIn(now ?? '');
    if (!this.isConnected) return;
    if (name === 'locale') this.#support.panel.word();
    if (name === 'link-hosts') this.#support.panel.screen.word();
    if (name === 'server') this.#support.begin();
    if (name === 'open' || name === 'mode') this.#support.panel.openChanged();
  }

  #close() {
    this.open = false;
    // In an app the panel is the page: the host decides what closing means.
    if (this.mode !== 'bubble') this.#support.tell('close', {});
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { layout, options, pages } = this.#support.panel;
    if (event.key === 'Tab') layout.keepFocus(event);
    if (event.key !== 'Escape' || event.isComposing) return;
    if (options.menu.open) options.menu.hide(true);
    else if (pages.away) pages.stepBack();
    else if (this.mode === 'bubble') this.#close();
    else return;
    event.stopPropagation();
  }
}

if (!customElements.get('support-widget')) customElements.define('support-widget', SupportWidget);
