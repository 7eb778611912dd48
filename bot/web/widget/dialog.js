/** What lies over the panel until it is answered: a question, or a picture. */
import { el, iconButton, label } from './dom.js';

/** @import { Strings } from './types.d.ts' */

/**
 * Show a card; Tab stays among its buttons, Esc presses the first. Returns what takes it away.
 * @param {HTMLElement} place
 * @param {HTMLElement} card
 * @param {HTMLButtonElement[]} buttons
 */
function overlay(place, card, buttons) {
  const before = /** @type {ShadowRoot} */ (place.getRootNode()).activeElement;
  const at = () => buttons.findIndex((button) => button.matches(':focus'));
  card.setAttribute('aria-modal', 'true');
  card.onkeydown = (event) => {
    if (event.key === 'Escape') buttons[0].click();
    if (event.key === 'Tab') {
      event.preventDefault();
      buttons[(at() + (event.shiftKey ? -1 : 1) + buttons.length) % buttons.length].focus();
    }
    event.stopPropagation();
  };
  place.replaceChildren(card);
  place.hidden = false;
  buttons[0].focus();
  return () => {
    place.hidden = true;
    place.replaceChildren();
    if (before instanceof HTMLElement) before.focus();
  };
}

/**
 * Ask before doing what cannot be undone. Resolves to what the customer chose; Esc is no.
 * @param {HTMLElement} place
 * @param {{ title: string, text: string, yes: string, no: string }} words
 * @returns {Promise<boolean>}
 */
export function askFirst(place, { title, text, yes, no }) {
  return new Promise((resolve) => {
    const answer = (/** @type {boolean} */ value) => () => {
      close();
      resolve(value);
    };
    const decline = el('button', { type: 'button', class: 'button', onclick: answer(false) }, no);
    const accept = el('button', { type: 'button', class: 'button danger', onclick: answer(true) }, yes);
    const card = el(
      'div',
      { class: 'card', role: 'alertdialog', 'aria-labelledby': 'ask-title', 'aria-describedby': 'ask-text' },
      el('h3', { id: 'ask-title' }, title),
      el('p', { id: 'ask-text' }, text),
      el('div', { class: 'actions' }, decline, accept),
    );
    const close = overlay(place, card, [decline, accept]);
  });
}

/**
 * Show a picture as large as the panel.
 * @param {HTMLElement} place
 * @param {{ url: string, name: string, strings: Strings, onDownload: () => void }} picture
 */
export function showPicture(place, { url, name, strings, onDownload }) {
  const close = iconButton('close', { class: 'tool', onclick: () => remove() });
  const save = iconButton('download', { class: 'tool', onclick: onDownload });
  label(close, strings.close);
  label(save, strings.downloadFile(name));
  const bar = el('div', { class: 'row' }, el('bdi', { class: 'name' }, name), save, close);
  const card = el('div', { class: 'viewer', role: 'dialog', 'aria-label': name }, bar, el('img', { src: url, alt: name }));
  const remove = overlay(place, card, [close, save]);
}
