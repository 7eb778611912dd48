/** A menu that opens from a button: arrows move, Esc closes and the button has the focus again. */
import { el, fill, icon } from './dom.js';


/** @typedef {{ text: string, more?: string, icon?: string, href?: string, lang?: string, checked?: boolean, act?: () => void } | 'line' | Node} Item */

const GAP = 6;

/**
 * @param {HTMLElement} button
 * @param {() => Item[]} items asked each time it opens
 */
export function menuOn(button, items) {
  button.setAttribute('aria-haspopup', 'menu');
  button.setAttribute('aria-expanded', 'false');
  button.addEventListener('click', () => open(button, items()));
}

/** @param {HTMLElement} button @param {Item[]} items */
function open(button, items) {
  const menu = el('div', { class: 'menu', popover: 'auto', role: 'menu', 'aria-label': button.getAttribute('aria-label') ?? button.textContent });
  for (const each of items) fill(menu, each === 'line' ? el('hr', { role: 'separator' }) : each instanceof Node ? each : itemNode(each, () => menu.hidePopover()));
  menu.addEventListener('toggle', (event) => {
    if (/** @type {ToggleEvent} */ (event).newState !== 'closed') return;
    menu.remove();
    button.setAttribute('aria-expanded', 'false');
  });
  menu.addEventListener('keydown', (event) => move(menu, event));
  button.after(menu); // beside its button: within the same landmark
  menu.showPopover();
  beside(menu, button.getBoundingClientRect());
  button.setAttribute('aria-expanded', 'true');
  /** @type {HTMLElement | null} */ (menu.querySelector('.item'))?.focus();
}

/** @param {Exclude<Item, 'line' | Node>} item @param {() => void} close */
function itemNode({ text, more, icon: name, href, lang, checked, act }, close) {
  const role = checked === undefined ? 'menuitem' : 'menuitemradio';
  const children = [name && icon(name), el('span', { class: 'grow', lang }, text, more && el('small', {}, more)), checked && icon('check')];
  if (href) return el('a', { class: 'item', role, href, tabindex: -1 }, children);
  const chosen = () => {
    close();
    act?.();
  };
  return el('button', { type: 'button', class: 'item', role, tabindex: -1, 'aria-checked': checked === undefined ? null : String(checked), onclick: chosen }, children);
}

/** @param {HTMLElement} menu @param {KeyboardEvent} event */
function move(menu, event) {
  const items = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll('.item')]);
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === 'Tab') menu.hidePopover();
  if (to === undefined) return;
  event.preventDefault();
  items[(to + items.length) % items.length].focus();
}

/** Below or above the button, wherever it has room. @param {HTMLElement} box @param {DOMRect} from */
export function beside(box, from) {
  const { width, height } = box.getBoundingClientRect();
  const below = from.bottom + GAP + height <= innerHeight;
  const top = below ? from.bottom + GAP : Math.max(GAP, from.top - GAP - height);
  box.style.top = `${top}px`;
  box.style.left = `${Math.max(GAP, Math.min(from.left, innerWidth - width - GAP))}px`;
}
