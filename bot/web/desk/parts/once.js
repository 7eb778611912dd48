/** Something that is shown this once: a link, a token, a secret. */
import { openDialog } from './dialog.js';
import { el, icon } from './dom.js';
import { toast } from './toast.js';
import { words } from './words.js';

/** @param {string} title @param {string} text @param {string} secret */
export function showOnce(title, text, secret) {
  const value = el('input', { readonly: true, class: 'code', value: secret, 'aria-label': title });
  const copy = async () => {
    value.select();
    await navigator.clipboard.writeText(secret);
    toast(words.mine.tokens.copied);
  };
  openDialog({ title, body: [el('p', {}, text), el('div', { class: 'row' }, el('div', { class: 'grow' }, value), el('button', { type: 'button', class: 'button', onclick: () => void copy() }, icon('copy'), words.mine.tokens.copy))] });
  value.select();
}
