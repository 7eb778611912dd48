/** Writing: to the customer, or to colleagues. The two look different, so that no note goes to a customer by mistake. */
import { el, find, icon, show, tool } from '../parts/dom.js';
import { draft, keepDraft } from '../parts/drafts.js';
import { words } from '../parts/words.js';
import { CannedList } from './canned.js';
import { Files } from './files.js';

/** @typedef {'reply' | 'note'} Mode */

const TALLEST = 240;
/** The customer sees "typing" for some seconds after each telling. */
const TELL_TYPING = 3000;

export class Composer {
  /** @type {Mode} */
  mode = 'reply';
  #may = false;
  #told = 0;

  /**
   * @param {string} conversation
   * @param {{ language: () => 'zh' | 'en', onReply: (text: string, attachments: string[]) => void, onNote: (text: string) => Promise<boolean>, onTyping: () => void }} hooks
   */
  constructor(conversation, hooks) {
    this.conversation = conversation;
    this.hooks = hooks;
    this.field = el('textarea', { rows: 2, 'aria-describedby': 'composer-why' });
    this.canned = new CannedList(this.field, { conversation: () => conversation, language: hooks.language });
    this.files = new Files(conversation, () => this.#fit());
    this.button = el('button', { class: 'button primary' });
    this.why = el('p', { class: 'why', id: 'composer-why' });
    this.tools = el('div', { class: 'row' }, this.files.button, tool('bolt', words.inbox.canned, { onclick: () => void this.canned.call() }));
    const tab = (/** @type {Mode} */ mode, /** @type {string} */ text, /** @type {string} */ name) =>
      el('button', { type: 'button', role: 'tab', 'data-mode': mode, onclick: () => this.choose(mode, true) }, icon(name), text);
    this.tabs = el('div', { class: 'tabs', role: 'tablist', 'aria-label': words.inbox.log, onkeydown: (/** @type {KeyboardEvent} */ event) => this.#turn(event) }, tab('reply', words.inbox.writeReply, 'send'), tab('note', words.inbox.writeNote, 'lock'));
    this.form = el('form', { class: 'composer' }, this.tabs, this.why, this.canned.box, this.field, this.files.tray,
      el('div', { class: 'row apart' }, this.tools, el('div', { class: 'row' }, el('span', { class: 'hint' }, words.inbox.sendKey), this.button)));
    this.field.addEventListener('input', () => this.#written());
    this.field.addEventListener('keydown', (event) => this.#key(event));
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#submit();
    });
    this.choose('reply');
  }

  /** Whether the customer may be written to, and why not. @param {boolean} may @param {string} why */
  allow(may, why) {
    const now = may && !this.#may;
    this.#may = may;
    if (now && !this.field.value.trim()) this.choose('reply'); // whoever takes a conversation wants to answer; a note begun stays
    const reply = find('[data-mode=reply]', this.tabs);
    reply.setAttribute('aria-disabled', String(!may));
    show(this.why, why);
    this.why.hidden = !why;
    if (!may) this.choose('note');
  }

  /** @param {Mode} mode @param {boolean} [focus] */
  choose(mode, focus = false) {
    if (mode === 'reply' && focus && !this.#may) return;
    this.mode = mode;
    const note = mode === 'note';
    this.form.dataset.mode = mode;
    for (const each of /** @type {HTMLElement[]} */ ([...this.tabs.children])) {
      each.setAttribute('aria-selected', String(each.dataset.mode === mode));
      each.tabIndex = each.dataset.mode === mode ? 0 : -1;
    }
    this.field.value = draft(this.#place);
    this.field.placeholder = note ? words.inbox.notePlaceholder : words.inbox.replyPlaceholder;
    this.field.setAttribute('aria-label', note ? words.inbox.writeNote : words.inbox.writeReply);
    this.tools.hidden = this.files.tray.hidden = note;
    show(this.button, icon(note ? 'lock' : 'send'), note ? words.inbox.addNote : words.inbox.send);
    this.canned.close();
    this.#fit();
    if (focus) this.field.focus();
  }

  get #place() {
    return `${this.conversation}:${this.mode}`;
  }

  /** @param {KeyboardEvent} event */
  #turn(event) {
    if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
    this.choose(this.mode === 'note' && this.#may ? 'reply' : 'note');
    /** @type {HTMLElement} */ (find('[aria-selected=true]', this.tabs)).focus();
  }

  #written() {
    keepDraft(this.#place, this.field.value);
    this.#fit();
    if (this.mode !== 'reply' || !this.field.value.trim() || Date.now() - this.#told < TELL_TYPING) return;
    this.#told = Date.now();
    this.hooks.onTyping();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (this.mode === 'reply' && this.canned.takes(event)) return;
    if (event.key === 'Escape') this.field.blur();
    if (event.key !== 'Enter' || event.isComposing || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void this.#submit();
  }

  async #submit() {
    const text = this.field.value.trim();
    if (this.button.disabled) return;
    if (this.mode === 'reply') {
      this.hooks.onReply(text, this.files.take());
    } else if (!(await this.hooks.onNote(text))) {
      return;
    }
    keepDraft(this.#place, '');
    this.field.value = '';
    this.#fit();
    this.field.focus();
  }

  #fit() {
    const { field } = this;
    this.button.disabled = !(field.value.trim() || (this.mode === 'reply' && this.files.size)) || !this.files.ready;
    field.style.height = 'auto';
    field.style.height = `${Math.min(field.scrollHeight + 2, TALLEST)}px`;
  }
}
