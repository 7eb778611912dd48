/** The second factor: a picture to scan, and a code that shows it worked. */
import { ask, complain, onSubmit, send } from './form.js';

let csrf = '';
let ticket = '';

void offer();
onSubmit(async ({ code }) => {
  const { status, body } = await send('PUT', '/me/second-factor', { ticket, code }, csrf);
  if (status === 200) location.replace('/');
  else complain(body.error.message);
});

async function offer() {
  const me = await ask('/me');
  if (me.status === 401) return location.replace('/sign-in');
  if (me.status === 200 && !me.body.enrol) return location.replace('/');
  csrf = me.body.csrf;
  const { status, body } = await send('POST', '/me/second-factor', {}, csrf);
  if (status !== 200) return complain(body.error.message);
  ticket = body.ticket;
  const picture = /** @type {HTMLImageElement} */ (document.querySelector('#picture'));
  picture.src = body.qr;
  picture.hidden = false;
  /** @type {HTMLElement} */ (document.querySelector('#secret')).textContent = body.secret.replace(/(.{4})/g, '$1 ').trim();
}
