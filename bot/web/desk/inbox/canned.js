/** Canned answers: typing "/" at the beginning of a line offers them, filtered by what follows. */
import { get } from '../parts/api.js';
import { el, show } from '../parts/dom.js';
import { tried } from '../parts/toast.js';
import { words } from '../parts/words.js';

/** @import { Canned } from '../types.d.ts' */

const SHOWN = 6; // as many as there is room for without scrolling
const CALLED = /(^|\n)[/／]([^\n/／]*)$/;

export class CannedList {
  /** @type {Canned[] | null} */
  #all = null;
  /** @type {Promise<Canned[] | null> | null} */
  #loading = null;
  /** @type {Canned[]} */
  #found = [];
  #at = 0;
  #dismissed = '';

  /**
   * @param {HTMLTextAreaElement} field
   * @param {{ conversation: () => string, language: () => 'zh' | 'en' }} context
   */
  constructor(field, context) {
    this.field = field;
    this.context = context;
    this.box = el('ul', { class: 'canned', id: 'canned', role: 'listbox', 'aria-label': words.inbox.cannedList, hidden: true });
    for (const [name, value] of Object.entries({ 'aria-autocomplete': 'list', 'aria-controls': 'canned' })) field.setAttribute(name, value);
    field.addEventListener('input', () => void this.#look());
    field.addEventListener('blur', () => setTimeout(() => this.close(), 150));
  }

  get isOpen() {
    return !this.box.hidden;
  }

  /** Call it up as typing "/" does. */
  async call() {
    const { field } = this;
    const before = field.value.slice(0, field.selectionStart);
    field.setRangeText(before && !before.endsWith('\n') ? '\n/' : '/', field.selectionStart, field.selectionEnd, 'end');
    field.focus();
    await this.#look();
  }

  close() {
    this.box.hidden = true;
    this.field.removeAttribute('aria-activedescendant');
  }

  /** Whether a key was meant for the list. @param {KeyboardEvent} event */
  takes(event) {
    if (!this.isOpen) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.#found.length) this.#mark((this.#at + step + this.#found.length) % this.#found.length);
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.isComposing && this.#found.length) void this.#fill(this.#found[this.#at]);
    else if (event.key === 'Escape') {
      this.#dismissed = this.#called?.[0] ?? '';
      this.close();
    } else return false;
    event.preventDefault();
    return true;
  }

  get #called() {
    return CALLED.exec(this.field.value.slice(0, this.field.selectionStart));
  }

  async #look() {
    if (!this.#called) return this.close();
    this.#all ??= await (this.#loading ??= this.#load());
    const called = this.#called; // she may have typed on while they came
    if (!called || called[0] === this.#dismissed) return this.close();
    const wanted = called[2].trim().toLowerCase();
    const hit = (/** @type {string} */ text) => text.toLowerCase().includes(wanted);
    this.#found = (this.#all ?? []).filter(({ title, zh, en }) => hit(title) || hit(zh) || hit(en)).sort((a, b) => Number(hit(b.title)) - Number(hit(a.title))).slice(0, SHOWN);
    this.#draw();
  }

  async #load() {
    const given = await tried(() => get('/canned'));
    this.#loading = null; // what failed is tried again with the next letter
    return given?.canned ?? null;
  }

  #draw() {
    const language = this.context.language();
    const line = (/** @type {Canned} */ each, /** @type {number} */ index) => el(
      'li',
      { role: 'option', id: `canned-${index}`, onmousedown: (/** @type {Event} */ event) => event.preventDefault(), onclick: () => void this.#fill(each) },
      el('b', {}, each.title), el('span', { lang: language === 'en' ? 'en' : 'zh-CN' }, each[language]),
    );
    show(this.box, this.#found.length ? this.#found.map(line) : el('li', { class: 'muted', role: 'option', 'aria-disabled': 'true' }, words.inbox.cannedNone));
    this.box.hidden = false;
    if (this.#found.length) this.#mark(0);
  }

  /** @param {number} index */
  #mark(index) {
    this.#at = index;
    [...this.box.children].forEach((node, at) => node.setAttribute('aria-selected', String(at === index)));
    this.field.setAttribute('aria-activedescendant', `canned-${index}`);
  }

  /** Put it in place of what called it, with the customer's name and the like filled in. @param {Canned} canned */
  async #fill(canned) {
    const called = this.#called;
    this.close();
    const filled = await tried(() => get(`/canned/${canned.id}`, { conversation: this.context.conversation() }));
    const text = filled?.text ?? canned[this.context.language()];
    const end = this.field.selectionStart;
    const start = called ? end - called[0].length + called[1].length : end;
    this.field.setRangeText(text, start, end, 'end');
    this.field.focus();
    this.field.dispatchEvent(new Event('input', { bubbles: true }));
  }
}
