/** Fields of forms and dialogs. */
import { el } from './dom.js';
import { words } from './words.js';


/** A label above, a hint below. @param {string} text @param {HTMLElement} input @param {string} [hint] */
export function field(text, input, hint) {
  input.id ||= `field-${input.getAttribute('name')}`;
  const note = hint && el('p', { class: 'hint', id: `${input.id}-hint` }, hint);
  if (hint) input.setAttribute('aria-describedby', `${input.id}-hint`);
  const optional = !input.hasAttribute('required') && el('span', { class: 'optional' }, ` ${words.form.optional}`);
  return el('div', { class: 'field' }, el('label', { for: input.id }, text, optional), input, note);
}

/** One line. @param {string} name @param {Record<string, unknown>} [attributes] */
export const line = (name, attributes = {}) => el('input', { name, autocomplete: 'off', ...attributes });

/** Several lines. @param {string} name @param {Record<string, unknown>} [attributes] @param {string} [value] */
export function lines(name, attributes = {}, value = '') {
  const made = el('textarea', { name, maxlength: 4000, ...attributes });
  made.value = value;
  return made;
}

/**
 * One of a few.
 * @param {string} name
 * @param {Record<string, string>} set
 * @param {string | null} [chosen]
 * @param {Record<string, unknown>} [attributes]
 */
export function select(name, set, chosen = null, attributes = {}) {
  return el('select', { name, required: true, ...attributes }, Object.entries(set).map(([value, text]) => el('option', { value, selected: value === chosen }, text)));
}

/** Some of a few. @param {string} name @param {string} text @param {Record<string, string>} set @param {string[]} chosen */
export const checks = (name, text, set, chosen) => el('fieldset', { class: 'field' }, el('legend', {}, text), el('div', { class: 'row broad' }, Object.entries(set).map(([value, said]) =>
  el('label', { class: 'check' }, el('input', { type: 'checkbox', name, value, checked: chosen.includes(value) }), el('span', {}, said)))));

/** On or off, with what it means. @param {string} name @param {string} text @param {boolean} on @param {string} [hint] */
export const check = (name, text, on, hint) => el('label', { class: 'check' }, el('input', { type: 'checkbox', name, value: 'on', checked: on }), el('span', {}, text, hint && el('small', {}, hint)));

/**
 * One of a few, as buttons side by side; tells what was chosen.
 * @param {HTMLElement} place
 * @param {(value: string) => void} onChoose
 */
export function choiceOn(place, onChoose) {
  const buttons = /** @type {HTMLElement[]} */ ([...place.querySelectorAll('button')]);
  for (const button of buttons) button.addEventListener('click', () => {
    for (const each of buttons) each.setAttribute('aria-pressed', String(each === button));
    onChoose(button.dataset.value ?? '');
  });
}

/** What was given in a form, without what was left empty. @param {FormData} form @param {...string} names */
export const given = (form, ...names) => Object.fromEntries(names.map((name) => [name, String(form.get(name) ?? '').trim()]).filter(([, value]) => value));
