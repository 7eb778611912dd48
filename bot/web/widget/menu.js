/** The header's menu, by mouse and by keys. */
import { el, icon } from './dom.js';

/** @import { MenuItem } from './types.d.ts' */

export class Menu {
  /** @param {HTMLElement} list @param {HTMLButtonElement} button */
  constructor(list, button) {
    this.list = list;
    this.button = button;
    button.addEventListener('click', () => (this.open ? this.hide(true) : this.show()));
    list.addEventListener('keydown', (event) => this.#key(event));
    list.addEventListener('focusout', (event) => {
      const to = /** @type {Node | null} */ (event.relatedTarget);
      if (to !== button && !list.contains(to)) this.hide(false);
    });
  }

  get open() {
    return !this.list.hidden;
  }

  /** @param {MenuItem[]} items */
  fill(items) {
    this.list.replaceChildren(
      ...items.map((item) => {
        const act = () => {
          this.hide(true);
          item.act();
        };
        const attributes = { type: 'button', role: 'menuitem', tabindex: '-1', lang: item.lang, onclick: act };
        return el('button', attributes, icon(item.icon), el('span', {}, item.text));
      }),
    );
  }

  show() {
    this.list.hidden = false;
    this.button.setAttribute('aria-expanded', 'true');
    this.#items[0]?.focus();
  }

  /** @param {boolean} refocus */
  hide(refocus) {
    if (!this.open) return;
    if (refocus) this.button.focus();
    this.list.hidden = true;
    this.button.setAttribute('aria-expanded', 'false');
  }

  get #items() {
    return Array.from(this.list.querySelectorAll('button'));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const items = this.#items;
    const at = items.findIndex((item) => item.matches(':focus'));
    /** @type {Record<string, number>} */
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
    if (event.key === 'Tab') this.hide(true);
    if (!(event.key in to)) return;
    event.preventDefault();
    items[(to[event.key] + items.length) % items.length].focus();
  }
}
