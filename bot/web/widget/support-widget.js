/**
 * <support-widget server="" locale="zh-CN|en" wallet-token="…" position="right|left"
 *                 mode="bubble|inline|app" link-hosts="host …" open>
 *
 * Events (bubbling, composed): open, close, message {message}, unread {count},
 * complaintfiled {number, category}, localechange {locale}, signout, tokenexpired.
 */
import { ComplaintsView } from './complaints.js';
import { Composer } from './composer.js';
import { Conversation } from './conversation.js';
import { copy, label } from './dom.js';
import { Layout } from './layout.js';
import { allowList } from './markdown.js';
import { Menu, askFirst } from './menu.js';
import { StatusLine } from './status.js';
import { Store, subjectOf } from './storage.js';
import { stringsFor } from './strings.js';
import { styles } from './styles.js';
import { Transcript } from './transcript.js';
import { ApiError } from './transport.js';
import { buildView, wordView } from './view.js';
/** @import { Connection, Hooks, Message, TranscriptOptions } from './types.d.ts' */

export class SupportWidget extends HTMLElement {
  static observedAttributes = ['server', 'locale', 'wallet-token', 'mode', 'link-hosts', 'open'];

  #view = buildView();
  #layout = new Layout(this, this.#view);
  #transcript = new Transcript(this.#view.log, this.#transcriptOptions());
  #composer = new Composer(this.#view, (text) => this.#send(text));
  #status = new StatusLine(this.#view.status);
  #menu = new Menu(this.#view.menu, this.#view.more);
  #complaints = new ComplaintsView(this.#view.sheet, {
    transport: () => this.#talk.transport,
    strings: () => this.#strings,
    onAsk: (text) => this.ask(text),
    onCopy: (number) => void this.#copy(number),
    onTitle: (title) => this.#showTitle(title),
  });
  /** @type {Conversation | null} */
  #conversation = null;
  #unread = 0;
  /** Whom the present conversation is with. */
  #begun = '';

  constructor() {
    super();
    const shadow = this.attachShadow({ mode: 'open' });
    shadow.adoptedStyleSheets = [styles];
    shadow.append(this.#view.root);
    this.#listen();
  }

  // what the page may do

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
    return this.#unread;
  }

  /** Open the panel and say something in the customer's name. @param {string} text */
  ask(text) {
    this.open = true;
    this.#leaveComplaints();
    if (text.trim()) this.#send(text.trim());
  }

  /** Open the panel at the customer's own complaints. */
  showComplaints() {
    this.open = true;
    this.#openComplaints();
  }

  // life

  connectedCallback() {
    this.#layout.follow();
    this.#word();
    document.addEventListener('visibilitychange', this.#visibility);
    addEventListener('online', this.#visibility);
    if (!this.#conversation) this.#begin();
  }

  disconnectedCallback() {
    // A move within the page must not cost the line.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#layout.release();
      document.removeEventListener('visibilitychange', this.#visibility);
      removeEventListener('online', this.#visibility);
      this.#end();
    });
  }

  /** @param {string} name @param {string | null} before @param {string | null} now */
  attributeChangedCallback(name, before, now) {
    if (before === now || !this.isConnected) return;
    if (name === 'locale') this.#word();
    if (name === 'link-hosts') this.#transcript.restyle(this.#transcriptOptions());
    if (name === 'server' || name === 'wallet-token') this.#identityChanged(before);
    if (name === 'open' || name === 'mode') this.#openChanged();
  }

  #begin() {
    const store = new Store(this.#server, this.#walletToken);
    this.#begun = this.#who;
    this.#view.log.setAttribute('aria-live', 'off');
    this.#conversation = new Conversation({
      server: this.#server,
      store,
      identity: () => ({ walletToken: this.#walletToken, locale: this.#strings.lang }),
      hooks: this.#hooks(),
    });
    this.#fillMenu();
    void this.#conversation.start();
  }

  #end() {
    this.#conversation?.stop();
    this.#conversation = null;
    this.#transcript.clear();
    this.#leaveComplaints();
    this.#view.dots.hidden = true;
    this.#status.clear();
    this.#composer.clear();
    this.#setUnread(0);
  }

  /** @param {string | null} before */
  #identityChanged(before) {
    // The same customer with a fresh token: go on, and take up the line if it had expired.
    if (this.#who === this.#begun && this.#conversation) {
      this.#conversation.renewed();
      return;
    }
    // Without a token nobody is signed in any more; what she left goes with her.
    if (before && !this.#walletToken) this.#conversation?.store.wipe();
    this.#end();
    this.#begin();
  }

  get #who() {
    return `${this.#server} ${this.#walletToken && subjectOf(this.#walletToken)}`;
  }

  get #server() {
    return this.getAttribute('server') ?? '';
  }

  get #walletToken() {
    return this.getAttribute('wallet-token') ?? '';
  }

  get #strings() {
    return stringsFor(this.getAttribute('locale') ?? (document.documentElement.lang || navigator.language));
  }

  get #talk() {
    if (!this.#conversation) throw new Error('the widget is not on a page');
    return this.#conversation;
  }

  // the conversation tells us

  /** @returns {Hooks} */
  #hooks() {
    return {
      onLoaded: (fresh) => this.#loaded(fresh),
      onMessage: (message, live) => this.#received(message, live),
      onQueued: (item) => this.#layout.keepBottom(() => this.#transcript.queue(item), true),
      onDelivery: (item, state, { sequence, error, wait }) => {
        const said = error instanceof ApiError ? error.message : '';
        this.#layout.keepBottom(() => this.#transcript.settle(item.client_message_id, state, { sequence, error: said }), false);
        if (wait) this.#status.brief(said || this.#strings.wait(Math.ceil(wait / 1000)), 6000);
        // What was refused, for its length say, can be mended.
        if (state === 'rejected' && !item.choice_id) this.#composer.giveBack(item.text);
      },
      onTyping: (on) => this.#layout.keepBottom(() => (this.#view.dots.hidden = !on), false),
      onConnection: (state) => this.#connection(state),
      onReset: () => {
        this.#transcript.reset();
        this.#transcript.notice(this.#strings.renewed);
      },
      onComplaintFiled: (complaint) => this.#tell('complaintfiled', complaint),
    };
  }

  /** @param {boolean} fresh */
  #loaded(fresh) {
    if (fresh && !this.#transcript.size) this.#transcript.greet();
    this.#showNewest();
    // Only what comes from now on is news that should be read out.
    requestAnimationFrame(() => this.#view.log.setAttribute('aria-live', 'polite'));
    if (this.open) this.#seen();
    else this.#setUnread(this.#unread);
  }

  /** @param {Message} message @param {boolean} live */
  #received(message, live) {
    const mine = message.author === 'customer';
    let added = false;
    this.#layout.keepBottom(() => (added = this.#transcript.add(message)), false, live && !mine);
    if (!added) return;
    if (this.open && !document.hidden) this.#seen();
    else if (!mine && message.sequence > this.#talk.store.seen) this.#unread++;
    if (!live) return;
    this.#setUnread(this.#unread);
    this.#tell('message', { message });
  }

  /** @param {Connection} state */
  #connection(state) {
    this.#status.connection(state, this.#strings);
    if (state === 'expired') this.#tell('tokenexpired', {});
  }

  // the customer does something

  #listen() {
    const { launcher, close, back, pill, panel } = this.#view;
    launcher.addEventListener('click', () => (this.open = !this.open));
    close.addEventListener('click', () => this.#close());
    back.addEventListener('click', () => this.#stepBack());
    pill.addEventListener('click', () => this.#layout.toBottom());
    panel.addEventListener('keydown', (event) => this.#panelKey(event));
  }

  /** @param {KeyboardEvent} event */
  #panelKey(event) {
    if (event.key === 'Tab') this.#layout.keepFocus(event);
    if (event.key !== 'Escape' || event.isComposing) return;
    if (this.#menu.open) this.#menu.hide(true);
    else if (this.#complaints.open) this.#stepBack();
    else if (this.mode === 'bubble') this.#close();
    else return;
    event.stopPropagation();
  }

  /** @param {string} text @param {string} [choice] */
  #send(text, choice) {
    this.#view.log.setAttribute('aria-live', 'polite');
    this.#talk.send(text, choice);
  }

  #close() {
    this.open = false;
    // In an app the panel is the page: the host decides what closing means.
    if (this.mode !== 'bubble') this.#tell('close', {});
  }

  #openChanged() {
    this.#layout.openChanged();
    if (this.mode !== 'bubble') return;
    this.#menu.hide(false);
    if (this.open) {
      this.#seen();
      this.#showNewest();
    }
    this.#setUnread(this.#unread);
    this.#tell(this.open ? 'open' : 'close', {});
  }

  #seen() {
    if (!this.#conversation) return;
    if (this.#conversation.last) this.#conversation.store.seen = this.#conversation.last;
    if (this.#unread) this.#setUnread(0);
  }

  /** @param {number} count */
  #setUnread(count) {
    const { badge, launcher } = this.#view;
    const changed = badge.textContent !== String(count || '');
    this.#unread = count;
    badge.hidden = !count;
    badge.textContent = count > 99 ? '99+' : String(count || '');
    label(launcher, this.open ? this.#strings.close : count ? this.#strings.launcherUnread(count) : this.#strings.launcher);
    if (changed) this.#tell('unread', { count });
  }

  #visibility = () => {
    if (!document.hidden) {
      this.#conversation?.wake();
      if (this.open) this.#seen();
    } else if (!this.open) {
      this.#conversation?.rest();
    }
  };

  // menu, complaints, language

  #fillMenu() {
    const strings = this.#strings;
    const other = strings.lang === 'en' ? 'zh-CN' : 'en';
    this.#menu.fill([
      { icon: 'list', text: strings.menuComplaints, act: () => this.#openComplaints() },
      { icon: 'person', text: strings.menuPerson, act: () => this.ask(strings.askPerson) },
      { icon: 'globe', text: strings.menuLanguage, lang: other, act: () => this.#switch(other) },
      { icon: 'leave', text: this.#walletToken ? strings.menuSignOut : strings.menuClear, act: () => void this.#clear() },
    ]);
  }

  #openComplaints() {
    void this.#complaints.showList();
    this.#view.title.focus();
  }

  #stepBack() {
    this.#complaints.back();
    if (this.#complaints.open) return this.#view.title.focus();
    this.#leaveComplaints();
    this.#view.input.focus();
  }

  #leaveComplaints() {
    this.#complaints.hide();
    this.#showTitle('');
  }

  /** @param {string} title of the complaints view, or empty for the conversation */
  #showTitle(title) {
    const { title: heading, subtitle, back, mark, area } = this.#view;
    heading.textContent = title || this.#strings.title;
    subtitle.hidden = mark.hidden = area.hidden = title !== '';
    back.hidden = title === '';
    if (!title) this.#showNewest();
  }

  /** The end of the conversation; of a greeting alone, its beginning. */
  #showNewest() {
    if (this.#transcript.size) this.#layout.toBottom();
    else this.#layout.toTop();
  }

  /** @param {string} locale */
  #switch(locale) {
    this.setAttribute('locale', locale);
    this.#tell('localechange', { locale });
  }

  async #clear() {
    const strings = this.#strings;
    const signedIn = this.#walletToken !== '';
    const sure = await askFirst(this.#view.question, {
      title: signedIn ? strings.signOutTitle : strings.clearTitle,
      text: signedIn ? strings.signOutText : strings.clearText,
      yes: signedIn ? strings.confirmSignOut : strings.confirmClear,
      no: strings.cancel,
    });
    this.#view.more.focus();
    if (!sure) return;
    this.#talk.stop();
    this.#talk.store.wipe();
    if (signedIn) {
      this.removeAttribute('wallet-token');
      this.#tell('signout', {});
    } else {
      this.#end();
      this.#begin();
    }
  }

  /** @param {string} number */
  async #copy(number) {
    const done = await copy(number, this.#view.root);
    this.#status.brief(done ? this.#strings.copied : this.#strings.copyFailed, 2500);
  }

  /** Put everything into the element's language. */
  #word() {
    const strings = this.#strings;
    wordView(this.#view, strings);
    this.#fillMenu();
    this.#setUnread(this.#unread);
    this.#transcript.restyle(this.#transcriptOptions());
    this.#complaints.refresh();
    this.#layout.openChanged();
  }

  /** @returns {TranscriptOptions} */
  #transcriptOptions() {
    const server = new URL(this.#server || '/', location.href).host;
    return {
      strings: this.#strings,
      linkAllowed: allowList([server, ...(this.getAttribute('link-hosts') ?? '').split(/\s+/)]),
      onCopy: (number) => void this.#copy(number),
      onRetry: () => void this.#talk.outbox.flush(),
      onChoice: (title, choice) => this.#send(title, choice),
    };
  }

  /** @param {string} name @param {object} detail */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

if (!customElements.get('support-widget')) customElements.define('support-widget', SupportWidget);
