/** The conversation on the screen: what it tells is shown, what the customer does is sent. */
import { Composer } from './composer.js';
import { when } from './dates.js';
import { showPicture } from './dialog.js';
import { copy } from './dom.js';
import { Files } from './files.js';
import { wordsOf } from './http.js';
import { allowList } from './markdown.js';
import { StatusLine } from './status.js';
import { Transcript } from './transcript.js';
import { Tray } from './tray.js';
import { WaitingLine } from './waiting.js';

/** @import { Attachment, HandoffState, Hooks, Message, OnDelivery, ScreenOptions, Stage, Strings, TranscriptOptions } from './types.d.ts' */

export class Screen {
  /** @param {Stage} stage @param {ScreenOptions} options */
  constructor(stage, { layout, unread, onSend, onState, onStop }) {
    const { view, talk, strings } = stage;
    this.stage = stage;
    this.layout = layout;
    this.unread = unread;
    this.onSend = onSend;
    this.onState = onState;
    this.files = new Files(async (id) => /** @type {any} */ (talk()).transport.attachment(id));
    this.status = new StatusLine(view.status);
    this.waiting = new WaitingLine(stage, onStop);
    this.transcript = new Transcript(view.log, this.#transcriptOptions());
    this.tray = new Tray(view, {
      strings,
      upload: async (file, onProgress, signal) => {
        const attachment = await /** @type {any} */ (talk()).transport.upload(file, onProgress, signal);
        this.files.keep(attachment.id, file);
        return attachment;
      },
      onChange: () => this.composer.fit(),
      onRemoved: () => view.input.focus(),
      onProblem: this.problem,
    });
    const send = (/** @type {string} */ text, /** @type {Attachment[]} */ attachments) => onSend(text, attachments.length ? { attachments } : {});
    this.composer = new Composer(view, this.tray, send, () => talk()?.tell());
    view.pill.addEventListener('click', () => layout.toBottom());
  }

  /** @param {string} text */
  problem = (text) => this.status.brief(text, 6000);

  /** @returns {Hooks} */
  hooks() {
    const { view, strings, tell } = this.stage;
    return {
      onLoaded: (fresh) => this.#loaded(fresh),
      onMessage: (message, live) => this.#received(message, live),
      onQueued: (item) => this.layout.keepBottom(() => this.transcript.queue(item), true),
      onDelivery: (...all) => this.#delivered(...all),
      onTyping: (on) => this.layout.keepBottom(() => (view.dots.hidden = !on), false),
      onState: (state, before) => {
        this.#owned();
        const { owner, agent_name } = state;
        if (owner === before.owner && agent_name === before.agent_name) return;
        this.onState();
        if (this.stage.host.open && !document.hidden) this.unread.seen();
        tell('handoff', { owner, agent_name });
      },
      onConnection: (state) => {
        this.status.connection(state, strings());
        if (state === 'online') this.tray.retry();
        if (state === 'expired') tell('tokenexpired', {});
      },
      onReset: () => {
        this.transcript.reset();
        this.transcript.opening.notice(strings().renewed);
      },
      onComplaintFiled: (complaint) => tell('complaintfiled', complaint),
    };
  }

  /** @param {boolean} fresh */
  #loaded(fresh) {
    if (fresh && !this.transcript.size) this.transcript.greet();
    this.showNewest();
    this.transcript.speak();
    if (this.stage.host.open) this.unread.seen();
    else this.unread.show(this.unread.count);
  }

  /** @param {Message} message @param {boolean} live */
  #received(message, live) {
    const mine = message.author === 'customer';
    let added = false;
    this.layout.keepBottom(() => (added = this.transcript.add(message)), false, live && !mine);
    if (!added) return;
    this.unread.received(message, live);
    if (live) this.stage.tell('message', { message });
  }

  /** @type {OnDelivery} */
  #delivered(item, state, { sequence, error, wait }) {
    const words = this.stage.strings();
    const said = wordsOf(error, '');
    this.layout.keepBottom(() => this.transcript.settle(item.client_message_id, state, { sequence, error: said }), false);
    if (wait) this.problem(said || words.wait(Math.ceil(wait / 1000)));
    // What was refused, for its length say, can be mended.
    if (state === 'rejected' && !item.choice_id) this.composer.giveBack(item.text);
  }

  /** The end of the conversation; of a greeting alone, its beginning. */
  showNewest() {
    if (this.transcript.size) this.layout.toBottom();
    else this.layout.toTop();
  }

  /** Say everything again, after the language has changed. */
  word() {
    this.#owned();
    this.transcript.restyle(this.#transcriptOptions());
  }

  #owned() {
    const { view, strings, talk } = this.stage;
    const state = talk()?.arrivals.state;
    view.subtitle.textContent = this.#who(strings(), state);
    if (!state) return;
    this.layout.keepBottom(() => {
      this.waiting.show(state);
      this.transcript.stand(state.agent_read);
    }, false);
  }

  /** @param {Strings} words @param {HandoffState} [state] */
  #who(words, state) {
    if (!state) return words.owners.bot;
    const { owner, agent_name, availability } = state;
    if (owner === 'agent' && agent_name) return words.withAgent(agent_name);
    if (owner !== 'bot' || availability.kind === 'staffed') return words.owners[owner];
    return availability.opens_at ? words.botUntil(when(words, availability.opens_at)) : words.botAlone;
  }

  clear() {
    this.stage.view.dots.hidden = this.stage.view.waiting.hidden = true;
    this.transcript.clear();
    this.status.clear();
    this.composer.clear();
    this.tray.clear();
    this.files.clear();
  }

  /** @param {string} number */
  copy = async (number) => {
    const { view, strings } = this.stage;
    const done = await copy(number, view.root);
    this.status.brief(done ? strings().copied : strings().copyFailed, 2500);
  };

  /** @param {Attachment} file */
  #download = (file) => this.files.download(file).catch(() => this.problem(this.stage.strings().downloadFailed));

  /** @returns {TranscriptOptions} */
  #transcriptOptions() {
    const { host, view, strings, talk } = this.stage;
    const server = new URL(host.getAttribute('server') || '/', location.href).host;
    return {
      strings: strings(),
      linkAllowed: allowList([server, ...(host.getAttribute('link-hosts') ?? '').split(/\s+/)]),
      files: this.files,
      onDownload: this.#download,
      onPicture: (file, url) =>
        showPicture(view.question, { url, name: file.name, strings: strings(), onDownload: () => void this.#download(file) }),
      onCopy: this.copy,
      onRetry: () => void talk()?.outbox.flush(),
      withPerson: () => talk()?.arrivals.state.owner === 'agent',
      onChoice: (title, choice) => {
        this.onSend(title, choice ? { choice_id: choice } : {});
        // The button goes, the focus must not go with it.
        this.layout.focus();
      },
    };
  }
}
