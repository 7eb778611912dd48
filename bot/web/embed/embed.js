/**
 * Support on another site's page: <script type="module" src="https://support.example/widget/embed.js"
 * data-locale="zh-CN" data-position="right"></script>, or mount({...}). See docs/embedding.md.
 *
 * The conversation lives in a frame of the support server. This page can neither read nor write it: over a private
 * channel it gives tokens and opens and closes, and is told counts and names, never words.
 */
/** @import { FromFrame, FromPage, Init, MountOptions, TokenProvider } from './messages.d.ts' */

const ORIGIN = new URL(import.meta.url).origin;
const OWNERS = ['bot', 'queue', 'agent'];

// A constructed sheet, because the page's policy may forbid styles of any other kind.
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
iframe {
  position: fixed; right: 8px; bottom: 8px; width: 88px; height: 88px; border: 0; background: none; color-scheme: normal;
  z-index: var(--support-z-index, 2147483000);
}
:host([position="left"]) iframe { right: auto; left: 8px; }
:host([open]) iframe {
  right: 24px; bottom: 24px; width: 392px; height: min(680px, calc(100vh - 48px)); border-radius: var(--support-radius, 16px);
  box-shadow: 0 0 0 1px rgba(128, 144, 140, .2), 0 16px 48px rgba(16, 32, 28, .22);
}
:host([open][position="left"]) iframe { right: auto; left: 24px; }
/* A page that may not frame us shows nothing, rather than the browser's broken frame. */
:host(:not([ready])) iframe { visibility: hidden; }
@media (max-width: 560px) {
  iframe { right: 0; bottom: 0; }
  :host([position="left"]) iframe { left: 0; }
  :host([open]) iframe, :host([open][position="left"]) iframe {
    inset: var(--top, 0) 0 auto; width: 100%; height: var(--height, 100dvh); border-radius: 0; box-shadow: none;
  }
}`);

export class SupportEmbed extends HTMLElement {
  static observedAttributes = ['open', 'locale'];

  #frame = document.createElement('iframe');
  /** @type {MessagePort | null} */
  #port = null;
  /** @type {TokenProvider | null} */
  #provider = null;
  /** What the frame shows or has been told to; the attribute says what it should show. */
  #shown = false;

  constructor() {
    super();
    const shadow = this.attachShadow({ mode: 'open' });
    shadow.adoptedStyleSheets = [sheet];
    this.#frame.allow = 'clipboard-write';
    this.#frame.referrerPolicy = 'no-referrer';
    this.#frame.src = `${ORIGIN}/embed`;
    this.#frame.addEventListener('load', () => this.#greet());
    shadow.append(this.#frame);
  }

  /** Is the panel shown? */
  get open() {
    return this.hasAttribute('open');
  }

  set open(value) {
    this.toggleAttribute('open', value);
  }

  /** Asked for a wallet token now and at each renewal. Setting one signs in, null signs out. */
  get walletTokenProvider() {
    return this.#provider;
  }

  set walletTokenProvider(provider) {
    this.#provider = provider;
    this.#say({ type: provider ? 'signin' : 'signout' });
  }

  /** The wallet's customer has signed out: her session ends, and nothing of it stays in this browser. */
  signOut() {
    this.walletTokenProvider = null;
  }

  connectedCallback() {
    this.#frame.title = this.#locale.toLowerCase().startsWith('en') ? 'Customer support' : '在线客服';
    visualViewport?.addEventListener('resize', this.#fit);
    visualViewport?.addEventListener('scroll', this.#fit);
  }

  disconnectedCallback() {
    this.#port?.close();
    this.#port = null;
    visualViewport?.removeEventListener('resize', this.#fit);
    visualViewport?.removeEventListener('scroll', this.#fit);
  }

  /** @param {string} name */
  attributeChangedCallback(name) {
    if (name === 'locale') this.#say({ type: 'locale', locale: this.#locale });
    else if (this.open !== this.#shown) this.#setOpen();
  }

  #setOpen() {
    this.#shown = this.open;
    if (this.open) this.#frame.focus();
    this.#say({ type: this.open ? 'open' : 'close' });
  }

  get #locale() {
    return this.getAttribute('locale') || document.documentElement.lang || navigator.language;
  }

  /** Each time the frame has loaded: hand it one end of a channel, which nobody else can then speak on. */
  #greet() {
    const { port1, port2 } = new MessageChannel();
    this.#port?.close();
    this.#port = port1;
    this.#shown = this.open;
    port1.onmessage = ({ data }) => this.#heard(understood(data));
    /** @type {Init} */
    const init = {
      type: 'support-init', locale: this.#locale, position: this.getAttribute('position') === 'left' ? 'left' : 'right',
      open: this.open, signedIn: this.#provider !== null,
    };
    this.#frame.contentWindow?.postMessage(init, ORIGIN, [port2]);
  }

  /** @param {FromPage} message */
  #say(message) {
    this.#port?.postMessage(message);
  }

  /** @param {FromFrame | null} message */
  #heard(message) {
    if (!message) return;
    const { type, ...detail } = message;
    if (message.type === 'token') return void this.#giveToken(message.id);
    if (type === 'ready') this.toggleAttribute('ready', true);
    if (type === 'open' || type === 'close') this.open = this.#shown = type === 'open';
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  /** @param {number} id */
  async #giveToken(id) {
    let token = '';
    try {
      token = (await this.#provider?.()) ?? '';
    } catch (error) {
      console.warn('support-embed: the page has given no wallet token', error);
    }
    this.#say({ type: 'token', id, token: String(token) });
  }

  /** On phones the keyboard covers the end of the frame, and inside the frame nobody can tell. */
  #fit = () => {
    const { offsetTop, height, scale } = /** @type {VisualViewport} */ (visualViewport);
    if (scale !== 1) return;
    this.#frame.style.setProperty('--top', `${offsetTop}px`);
    this.#frame.style.setProperty('--height', `${height}px`);
  };
}

/**
 * A message of the frame, rebuilt from its known parts; null for anything else.
 * @param {any} data
 * @returns {FromFrame | null}
 */
function understood(data) {
  const { type, id, count, owner, number, locale } = data ?? {};
  if (['ready', 'open', 'close', 'signout', 'tokenexpired'].includes(type)) return { type };
  if (type === 'token' && Number.isInteger(id)) return { type, id };
  if (type === 'unread' && Number.isInteger(count) && count >= 0) return { type, count };
  if (type === 'handoff' && OWNERS.includes(owner)) return { type, owner };
  if (type === 'complaintfiled' && /^C\d{8}[0-9A-Z]{6}$/.test(number)) return { type, number };
  if (type === 'localechange' && ['zh-CN', 'en'].includes(locale)) return { type, locale };
  return null;
}

/**
 * Put support on this page; there is one on a page, so a second call gives the first one's element.
 * @param {MountOptions} [options]
 * @returns {SupportEmbed}
 */
export function mount({ locale, position, walletTokenProvider } = {}) {
  const present = document.querySelector('support-embed');
  if (present instanceof SupportEmbed) return present;
  const embed = new SupportEmbed();
  if (locale) embed.setAttribute('locale', locale);
  if (position) embed.setAttribute('position', position);
  if (walletTokenProvider) embed.walletTokenProvider = walletTokenProvider;
  document.body.append(embed);
  return embed;
}

if (!customElements.get('support-embed')) customElements.define('support-embed', SupportEmbed);
// As a script tag it mounts itself; imported by another module it waits to be asked.
const tag = Array.from(document.scripts).find((script) => script.src === import.meta.url);
if (tag) mount({ locale: tag.dataset.locale, position: tag.dataset.position === 'left' ? 'left' : 'right' });
