/** Single keys that work while nothing is being written; they can be switched off. */
import { openDialog } from './dialog.js';
import { el } from './dom.js';
import { chosen } from './storage.js';
import { words } from './words.js';

/** @type {Map<string, { text: string, act: (event: KeyboardEvent) => void }>} */
const known = new Map();

/**
 * @param {string} key as KeyboardEvent names it
 * @param {string} text what it does, for the list of keys
 * @param {(event: KeyboardEvent) => void} act
 */
export function onKey(key, text, act) {
  known.set(key, { text, act });
}

/** @param {EventTarget | null} target */
const isTyping = (target) => target instanceof HTMLElement && (target.isContentEditable || target.matches('input:not([type=checkbox], [type=radio]), textarea, select'));

addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (isTyping(event.target) || document.querySelector('dialog[open], :popover-open') || !chosen('keys', true)) return;
  const found = known.get(event.key);
  if (!found) return;
  event.preventDefault();
  found.act(event);
});

/** Show which keys there are. */
export function showKeys() {
  const always = [['Ctrl + Enter', words.keys.send], ['/', words.keys.canned], ['Esc', words.keys.close]];
  const line = (/** @type {string} */ key, /** @type {string} */ text) => [el('dt', {}, el('kbd', {}, key)), el('dd', {}, text)];
  const group = (/** @type {string} */ title, /** @type {string[][]} */ lines) => [el('h3', {}, title), el('dl', { class: 'shortcuts' }, lines.flatMap(([key, text]) => line(key, text)))];
  openDialog({
    title: words.keys.title,
    body: [
      ...group(words.keys.anywhere, [...known].map(([key, { text }]) => [key === ' ' ? 'Space' : key, text])),
      ...group(words.keys.writing, always),
      el('p', { class: 'hint' }, chosen('keys', true) ? words.keys.off : words.keys.areOff),
    ],
  });
}

onKey('?', words.keys.show, showKeys);
