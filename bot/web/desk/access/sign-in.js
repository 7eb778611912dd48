/** Signing in: the code is asked for once the password is right. */
import { ask, complain, form, goOn, onSubmit, send } from './form.js';

const next = document.querySelector('main')?.dataset.next;
const field = /** @type {HTMLElement} */ (document.querySelector('#code-field'));
const code = /** @type {HTMLInputElement} */ (document.querySelector('#code'));

onSubmit(enter);
form.addEventListener('input', ({ target }) => target !== code && !field.hidden && askForCode(false));
for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-email]'))) {
  const password = button.closest('section')?.dataset.password ?? '';
  button.addEventListener('click', () => enter({ email: button.dataset.email ?? '', password }));
}
// The cookie is not sent with the first request when she comes from another site: she may be signed in already.
void ask('/me').then(({ status, body }) => status === 200 && goOn(body, next));

/** @param {Record<string, string>} given */
async function enter(given) {
  const { status, body } = await send('POST', '/sign-in', given);
  if (status === 200) return goOn(body, next);
  if (body.error.code === 'code_required') return askForCode(true);
  complain(body.error.message);
  if (body.error.code === 'wrong_code') code.select();
}

/** @param {boolean} wanted */
function askForCode(wanted) {
  field.hidden = !wanted;
  code.disabled = !wanted;
  code.required = wanted;
  code.value = '';
  if (wanted) code.focus();
}
