/** A table of what an address of the API lists: it keeps its place when it is asked again, and grows a page at a time. */
import { get } from './api.js';
import { el, icon, show } from './dom.js';
import { keepPlace } from './keyed.js';
import { onKey } from './keys.js';
import { gathered } from './soon.js';
import { tried } from './toast.js';
import { words } from './words.js';

/** @import { Child } from './dom.js' */

const PAGE = 50;

/**
 * @template {object} T
 * @typedef {object} TableOptions
 * @property {string} label what it lists
 * @property {string} path below /api/v1
 * @property {string} list the name of the list in the answer
 * @property {(row: T) => string | number} key
 * @property {[string, string?][]} columns the head and the class of each
 * @property {(row: T) => (Child | Child[])[]} cells
 * @property {{ icon: string, title: string, text?: string }} empty
 * @property {() => Record<string, unknown>} [query]
 * @property {(rows: T[]) => string | number | null} [following] where the next page begins, where the answer does not say it
 * @property {string} [next] the name under which the next page is asked for
 */

/** @template {object} T */
export class Table {
  /** @type {T[]} */
  rows = [];
  /** @type {string | number | null} */
  #following = null;

  /** @param {HTMLElement} place @param {TableOptions<T>} options */
  constructor(place, options) {
    this.options = options;
    this.body = el('tbody');
    const heads = options.columns.map(([text, kind]) => el('th', { class: kind, scope: 'col' }, text || el('span', { class: 'sr-only' }, words.actions)));
    this.frame = el('div', { class: 'table', tabindex: 0, role: 'region', 'aria-label': options.label, hidden: true }, el('table', {}, el('thead', {}, el('tr', {}, heads)), this.body));
    this.empty = el('div', { class: 'card empty', hidden: true });
    this.more = el('button', { type: 'button', class: 'button', hidden: true, onclick: () => void this.#further() }, words.showMore);
    this.waiting = el('div', { class: 'card skeleton', 'aria-busy': 'true' }, el('i'), el('i'), el('i'), el('i'));
    show(place, this.waiting, this.frame, this.empty, el('div', { class: 'pager' }, this.more));
    onKey('j', words.keys.next, () => this.#move(1));
    onKey('k', words.keys.previous, () => this.#move(-1));
    void this.refresh();
  }

  /** Ask again for what is shown. */
  refresh = gathered(async () => {
    const found = await tried(() => get(this.options.path, { ...this.options.query?.(), limit: Math.max(PAGE, this.rows.length) }));
    if (found) this.#take(found, []);
    else if (this.waiting.isConnected) this.#failed();
  });

  /** Other conditions: begin again at the top. */
  restart() {
    this.rows = [];
    void this.refresh();
  }

  async #further() {
    const found = await tried(() => get(this.options.path, { ...this.options.query?.(), [this.options.next ?? 'after']: this.#following, limit: PAGE }), this.more);
    if (found) this.#take(found, this.rows);
  }

  /** @param {Record<string, any>} found @param {T[]} before */
  #take(found, before) {
    this.rows = [...before, ...found[this.options.list]];
    const page = found[this.options.list];
    this.#following = found.following ?? (page.length >= PAGE ? (this.options.following?.(page) ?? null) : null);
    this.waiting.remove();
    keepPlace(this.body, this.rows, this.options.key, (row) => this.#row(row));
    this.frame.hidden = !this.rows.length;
    this.more.hidden = this.#following === null;
    this.empty.hidden = this.rows.length > 0;
    const { icon: name, title, text } = this.options.empty;
    if (!this.rows.length) show(this.empty, icon(name), el('strong', {}, title), text && el('p', {}, text));
  }

  #failed() {
    this.waiting.remove();
    this.empty.hidden = false;
    show(this.empty, icon('alert'), el('strong', {}, words.problems.load), el('button', { type: 'button', class: 'button', onclick: () => void this.refresh() }, words.retry));
  }

  /** @param {T} row */
  #row(row) {
    const cells = this.options.cells(row);
    return el('tr', {}, cells.map((cell, index) => el('td', { class: this.options.columns[index][1] }, cell instanceof Array ? cell : [cell])));
  }

  /** @param {1 | -1} step */
  #move(step) {
    const rows = [...this.body.children];
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const to = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
    /** @type {HTMLElement | null} */ (to?.querySelector('a, button'))?.focus();
  }
}
