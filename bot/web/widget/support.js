/** The parts put together, and whom the conversation is with. */
import { Conversation } from './conversation.js';
import { Identity } from './identity.js';
import { Layout } from './layout.js';
import { Options } from './options.js';
import { Pages } from './pages.js';
import { Screen } from './screen.js';
import { Store } from './storage.js';
import { languageOf, loadStrings, stringsFor } from './strings.js';
import { Unread } from './unread.js';
import { buildView, wordView } from './view.js';

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
    this.layout = new Layout(host, this.view);
    this.unread = new Unread(stage);
    this.screen = new Screen(stage, {
      layout: this.layout,
      unread: this.unread,
      onSend: (text, more) => this.send(text, more),
      onState: () => this.options.fill(),
    });
    this.pages = new Pages(stage, { onAsk: (text) => host.ask(text), onCopy: this.screen.copy, onTalk: () => this.screen.showNewest() });
    this.options = new Options(stage, {
      onComplaints: () => this.pages.openComplaints(),
      onTalk: () => this.pages.leave(),
      onProblem: this.screen.problem,
      onLeave: () => this.#leave(),
    });
  }

  get #strings() {
    return stringsFor(languageOf(this.host.getAttribute('locale')));
  }

  /** @param {string} text @param {SendMore} more */
  send(text, more) {
    void this.#begun.then(() => this.#talk?.send(text, more));
  }

  showComplaints() {
    void this.#begun.then(() => this.pages.openComplaints());
  }

  /** The widget is on a page. */
  arrive() {
    this.#here = true;
    this.layout.follow();
    this.word();
    document.addEventListener('visibilitychange', this.#look);
    addEventListener('online', this.#look);
    addEventListener('offline', this.#drop);
    addEventListener('storage', this.#elsewhere);
    if (!this.#talk) this.begin();
  }

  depart() {
    this.#here = false;
    this.layout.release();
    document.removeEventListener('visibilitychange', this.#look);
    removeEventListener('online', this.#look);
    removeEventListener('offline', this.#drop);
    removeEventListener('storage', this.#elsewhere);
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
      hooks: this.screen.hooks(),
    });
    this.screen.word();
    this.options.fill();
    void this.#talk.start();
  }

  #end() {
    this.#talk?.stop();
    this.#talk = null;
    this.screen.clear();
    this.pages.leave();
    this.unread.show(0);
  }

  /** The page has signed somebody in or out, or brings a fresh token. @param {string} token */
  signedIn(token) {
    const before = this.identity.subject;
    this.identity.bring(token);
    if (!this.#here) return;
    if (token && before === this.identity.subject && this.#talk) return this.#talk.renewed();
    // Without a token nobody is signed in any more; what she left goes with her.
    if (before && !token) this.#wipe();
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

  /** She has signed out in another tab. @param {StorageEvent} event */
  #elsewhere = (event) => {
    if (this.#talk?.store.leftIn(event)) this.#forget(this.identity.signedIn);
  };

  /** Without a network the line is dead, though it may not notice for long. */
  #drop = () => this.#talk?.stream.restart();

  #look = () => {
    if (!document.hidden) {
      this.#talk?.wake();
      if (this.host.open) this.unread.seen();
    } else if (!this.host.open) {
      this.#talk?.rest();
    }
  };

  openChanged() {
    this.layout.openChanged();
    if (this.host.mode !== 'bubble') return;
    this.options.menu.hide(false);
    if (this.host.open) {
      this.unread.seen();
      this.screen.showNewest();
    }
    this.unread.show(this.unread.count);
    this.tell(this.host.open ? 'open' : 'close', {});
  }

  /** Put everything into the element's language, which may have to be fetched. */
  word() {
    wordView(this.view, this.#strings);
    this.options.fill();
    this.unread.show(this.unread.count);
    this.screen.word();
    this.pages.word();
    loadStrings(languageOf(this.host.getAttribute('locale'))).then(
      (fetched) => fetched && this.word(),
      () => this.screen.problem(this.#strings.notDone),
    );
  }

  /** @param {string} name @param {object} detail */
  tell = (name, detail) => {
    this.host.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  };
}
