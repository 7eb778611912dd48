/** The help page: its questions go to the widget, which answers them. */
import { pageIcon, preferredLocale, rememberLocale, writeWords } from './language.js';
import { pageFor } from './strings.js';

/** @typedef {import('../widget/support-widget.js').SupportWidget} SupportWidget */

const widget = /** @type {SupportWidget} */ (document.querySelector('support-widget'));
const form = /** @type {HTMLFormElement} */ (document.getElementById('ask'));
const field = /** @type {HTMLInputElement} */ (document.getElementById('question'));
const topics = /** @type {HTMLElement} */ (document.getElementById('topics'));
const language = /** @type {HTMLButtonElement} */ (document.getElementById('language'));
const urgent = /** @type {HTMLButtonElement} */ (document.getElementById('urgent'));

let locale = preferredLocale();

/** @param {'zh-CN' | 'en'} next */
function speak(next) {
  locale = next;
  const { words, topics: subjects } = pageFor(locale);
  writeWords(locale, words);
  language.lang = locale === 'en' ? 'zh-CN' : 'en';
  topics.replaceChildren(...subjects.map(topicCard));
  if (widget.getAttribute('locale') !== locale) widget.setAttribute('locale', locale);
}

/** @param {import('./strings.js').Topic} topic */
function topicCard({ icon, title, questions }) {
  const card = document.createElement('section');
  const heading = document.createElement('h3');
  const list = document.createElement('ul');
  card.className = 'topic';
  heading.append(pageIcon(icon), title);
  list.append(...questions.map(questionItem));
  card.append(heading, list);
  return card;
}

/** @param {string} question */
function questionItem(question) {
  const item = document.createElement('li');
  const button = document.createElement('button');
  button.type = 'button';
  button.append(question, pageIcon('chevron'));
  button.addEventListener('click', () => widget.ask(question));
  item.append(button);
  return item;
}

/** @param {'zh-CN' | 'en'} next */
function choose(next) {
  rememberLocale(next);
  speak(next);
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  widget.ask(field.value);
  field.value = '';
});
urgent.addEventListener('click', () => widget.ask(pageFor(locale).words.urgentQuestion));
language.addEventListener('click', () => choose(locale === 'en' ? 'zh-CN' : 'en'));
widget.addEventListener('localechange', (event) => choose(/** @type {CustomEvent} */ (event).detail.locale));

speak(locale);

// The demo exists only where the server runs in demo mode.
fetch('/demo/customers').then(
  (response) => (/** @type {HTMLElement} */ (document.getElementById('demo')).hidden = !response.ok),
  () => undefined,
);
