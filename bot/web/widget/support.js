/** Whom the conversation is with: it begins and ends with the customer. */
import { Attention } from './attention.js';
import { Conversation } from './conversation.js';
import { Identity } from './identity.js';
import { Panel } from './panel.js';
import { Store } from './storage.js';
import { languageOf, stringsFor } from './strings.js';
import { buildView } from './view.js';

/** @import { Host, SendMore, Stage, WalletTokenProvider } from './types.d.ts' */

export class Support {
  /** @type {Conversation | null} */
  #talk = null;
  /** Are we on a page? Before that, what it sets is only taken down. */
  #here = false;
  /** Settled once there is a conversation. */
  #begun = Promise.resolve();
  identity = new Identity();
  view = buildView();

  /** @param {Host} host */
  constructor(host) {
    this.host = host;
    /** @type {Stage} */
    const stage = { host, view: this.view, strings: () => this.#strings, talk: () => this.#talk, tell: this.tell };
    this.panel = new Panel(stage, { onSend: (text, more) => this.send(text, more), onLeave: () => this.#leave() });
    this.attention = new Attention(stage, this.panel.unread, () => this.#forget(this.identity.signedIn));
  }

  get #strings() {
    return stringsFor(languageOf(this.host.getAttribute('locale')));
  }

  /** @param {string} text @param {SendMore} more */
  send(text, more) {
    void this.#begun.then(() => this.#talk?.send(text, more));
  }

  showComplaints() {
    void this.#begun.then(() => this.panel.pages.openComplaints());
  }

  /** The widget is on a page. */
  arrive() {
    this.#here = true;
    this.panel.layout.follow();
    this.panel.word();
    this.attention.follow();
    if (!this.#talk) this.begin();
  }

  depart() {
    this.#here = false;
    this.panel.layout.release();
    this.attention.release();
    this.#end();
  }

  /** Begin anew with whom the page has signed in. */
  begin() {
    if (!this.#here) return;
    this.#end();
    const begun = (this.#begun = this.identity.ask().then(() => {
      // Meanwhile the page may have signed in another, or taken us away.
      if (this.#begun === begun && this.#here) this.#start();
    }));
  }

  #start() {
    const server = this.host.getAttribute('server') ?? '';
    this.#talk = new Conversation({
      server,
      store: new Store(server, this.identity.subject),
      identity: this.identity,
      locale: () => this.#strings.lang,
      hooks: this.panel.screen.hooks(),
    });
    this.panel.screen.word();
    this.panel.options.fill();
    void this.#talk.start();
  }

  #end() {
    this.#talk?.stop();
    this.#talk = null;
    this.panel.clear();
  }

  /** The page has signed somebody in or out, or brings a fresh token. @param {string} token */
  signedIn(token) {
    const before = this.identity.subject;
    this.identity.bring(token);
    if (!this.#here) return;
    if (token && before === this.identity.subject && this.#talk) return this.#talk.renewed();
    // What she left goes with her.
    if (before && before !== this.identity.subject) this.#wipe();
    this.begin();
  }

  /** @param {WalletTokenProvider | null} give */
  provide(give) {
    this.identity.provider = give;
    if (!give || !this.#here) return;
    if (this.identity.signedIn) this.#talk?.renewed();
    else this.begin();
  }

  #wipe() {
    this.#talk?.stop();
    this.#talk?.sessions.end();
    this.#talk?.store.wipe();
  }

  /** The customer signs out, or clears what a visitor leaves. */
  #leave() {
    const { signedIn } = this.identity;
    this.#wipe();
    this.#forget(signedIn);
  }

  /** @param {boolean} tell */
  #forget(tell) {
    this.identity.bring('');
    this.identity.provider = null;
    this.host.removeAttribute('wallet-token');
    this.begin();
    if (tell) this.tell('signout', {});
  }

  /** @param {string} name @param {object} detail */
  tell = (name, detail) => {
    this.host.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  };
}
