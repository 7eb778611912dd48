/** The person's own settings: name, looks, notifications, password, one-time code, API tokens. */
import { get, put } from './parts/api.js';
import { firstWrong } from './parts/dialog.js';
import { el, find, show } from './parts/dom.js';
import { language } from './parts/page.js';
import { choose, chosen } from './parts/storage.js';
import { toast, tried } from './parts/toast.js';
import { words } from './parts/words.js';
import { changeCode } from './settings/code.js';
import { showTokens } from './settings/tokens.js';
import { ring } from './shell/attention.js';
import { chooseLanguage, chooseTheme } from './shell/person.js';

const profile = /** @type {HTMLFormElement} */ (find('#profile'));
const password = /** @type {HTMLFormElement} */ (find('#password'));

/** @param {HTMLFormElement} form @param {(given: FormData, button: HTMLButtonElement) => Promise<unknown>} act */
function onSubmit(form, act) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!firstWrong(form)) void act(new FormData(form), find('button.primary', form));
  });
}

onSubmit(profile, async (given, button) => {
  const done = await tried(() => put('/me', { name: String(given.get('name')).trim(), languages: given.getAll('languages') }), button);
  if (!done) return;
  toast(words.mine.profileSaved);
  find('#me span:last-child').textContent = done.agent.name;
});

onSubmit(password, async (given, button) => {
  if (given.get('new') !== given.get('again')) return void toast(words.mine.passwordsDiffer, { problem: true });
  if (!(await tried(() => put('/me/password', { current: given.get('current'), new: given.get('new') }), button))) return;
  location.reload(); // this browser's own sign-in is a new one too
});

void tried(() => get('/me')).then((found) => {
  if (!found) return;
  /** @type {HTMLInputElement} */ (find('[name=name]', profile)).value = found.agent.name;
  for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (profile.querySelectorAll('[name=languages]'))) box.checked = found.agent.languages.includes(box.value);
});

const radios = (/** @type {string} */ name) => /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll(`[name=${name}]`));
for (const radio of radios('theme')) {
  radio.checked = radio.value === (document.documentElement.dataset.theme || 'auto');
  radio.addEventListener('change', () => chooseTheme(radio.value));
}
for (const radio of radios('language')) {
  radio.checked = radio.value === language;
  radio.addEventListener('change', () => void chooseLanguage(/** @type {'zh' | 'en'} */ (radio.value)));
}

for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('[data-taste]'))) {
  const taste = /** @type {import('./parts/storage.js').Taste} */ (box.dataset.taste);
  box.checked = chosen(taste, taste === 'keys') && !(taste === 'notify' && Notification.permission !== 'granted');
  box.addEventListener('change', async () => {
    if (taste === 'notify' && box.checked && (await Notification.requestPermission()) !== 'granted') {
      box.checked = false;
      show(find('#denied'), el('p', { class: 'callout warn' }, words.mine.notifyDenied));
    }
    choose(taste, box.checked);
  });
}
find('#listen').addEventListener('click', ring);
find('#code').addEventListener('click', changeCode);
showTokens(find('#tokens'), find('#new-token'));
