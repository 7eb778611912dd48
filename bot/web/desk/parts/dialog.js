/** Dialogs: the browser's own, so that focus stays inside and Esc closes. */
import { Refused } from './api.js';
import { el, show, tool } from './dom.js';
import { words } from './words.js';

/** @import { Child } from './dom.js' */

/**
 * Open a dialog. Without `yes` it only tells; `onYes` may refuse by throwing, which is shown and keeps it open.
 * @param {{ title: string, body: Child[], yes?: string, danger?: boolean, broad?: boolean, onYes?: (form: FormData) => unknown }} options
 * @returns {HTMLDialogElement}
 */
export function openDialog({ title, body, yes, danger, broad, onYes }) {
  const before = document.activeElement;
  const problem = el('p', { class: 'callout danger', role: 'alert', hidden: true });
  const accept = yes ? el('button', { class: `button ${danger ? 'danger' : 'primary'}` }, yes) : null;
  const close = () => dialog.close();
  const form = el(
    'form',
    { method: 'dialog', novalidate: true },
    el('header', {}, el('h2', { id: 'dialog-title' }, title), tool('close', words.close, { onclick: close })),
    el('div', { class: 'body' }, ...body, problem),
    accept && el('footer', {}, el('button', { type: 'button', class: 'button', onclick: close }, words.cancel), accept),
  );
  const dialog = el('dialog', { class: broad && 'broad', 'aria-labelledby': 'dialog-title' }, form);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (!firstWrong(form)) await attempt(form, accept, problem, onYes, close);
  });
  dialog.addEventListener('close', () => {
    dialog.remove();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  const first = form.querySelector('.body :is(input, select, textarea, [autofocus])');
  if (first instanceof HTMLElement) first.focus();
  return dialog;
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLButtonElement | null} button
 * @param {HTMLElement} problem
 * @param {((form: FormData) => unknown) | undefined} act
 * @param {() => void} done
 */
async function attempt(form, button, problem, act, done) {
  problem.hidden = true;
  button?.classList.add('busy');
  try {
    await act?.(new FormData(form));
    done();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    show(problem, error.message);
    problem.hidden = false;
  } finally {
    button?.classList.remove('busy');
  }
}

/** Say at the first field that is not as it must be what it wants, and go there. @param {HTMLFormElement} form */
export function firstWrong(form) {
  form.querySelectorAll('[aria-invalid]').forEach((field) => field.removeAttribute('aria-invalid'));
  form.querySelectorAll('p.problem').forEach((said) => said.remove());
  const wrong = /** @type {HTMLInputElement[]} */ ([...form.elements]).find((field) => field.willValidate && !field.checkValidity());
  if (!wrong) return false;
  wrong.setAttribute('aria-invalid', 'true');
  const id = (wrong.id ||= `field-${wrong.name}`);
  wrong.setAttribute('aria-describedby', `${id}-problem`);
  wrong.closest('.field')?.append(el('p', { class: 'problem', id: `${id}-problem`, role: 'alert' }, wrong.validity.valueMissing ? words.form.missing : wrong.validationMessage));
  wrong.focus();
  return true;
}

/** Ask before doing what cannot be undone. @param {{ title: string, text: string, yes: string, onYes: () => unknown }} question */
export const askFirst = ({ title, text, yes, onYes }) => openDialog({ title, body: [el('p', {}, text)], yes, danger: true, onYes });
