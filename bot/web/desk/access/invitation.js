/** Accepting an invitation: name and password, then the second factor. */
import { complain, form, goOn, onSubmit, send } from './form.js';

onSubmit(async ({ name, password }) => {
  const { status, body } = await send('POST', '/invitations/accept', { token: form.dataset.token, name, password });
  if (status === 201) goOn(body);
  else complain(body.error.message);
});
