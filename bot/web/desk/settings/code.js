/** Another second factor: the present password first, then a code of the new one. */
import { post, put } from '../parts/api.js';
import { openDialog } from '../parts/dialog.js';
import { el } from '../parts/dom.js';
import { field, line } from '../parts/fields.js';
import { words } from '../parts/words.js';

export function changeCode() {
  openDialog({
    title: words.mine.codeTitle,
    yes: words.mine.next,
    body: [field(words.mine.codePassword, line('password', { type: 'password', required: true, autocomplete: 'current-password' }))],
    onYes: async (form) => {
      const offered = await post('/me/second-factor', { password: form.get('password') });
      queueMicrotask(() => scan(offered));
    },
  });
}

/** @param {{ qr: string, secret: string, ticket: string }} offered */
function scan({ qr, secret, ticket }) {
  openDialog({
    title: words.mine.codeTitle,
    yes: words.save,
    body: [
      el('p', {}, words.mine.codeScan),
      el('img', { class: 'qr', src: qr, alt: '', width: 184, height: 184 }),
      el('details', {}, el('summary', {}, words.mine.codeBy), el('p', { class: 'code' }, secret)),
      field(words.mine.code, line('code', { required: true, inputmode: 'numeric', pattern: '\\d{6}', maxlength: 6, autocomplete: 'one-time-code' })),
    ],
    onYes: async (form) => {
      await put('/me/second-factor', { ticket, code: form.get('code') });
      location.reload(); // this browser's own sign-in is a new one too
    },
  });
}
