/** The demo: sign in as one of the demo customers and use support as she would in the app. */
import { showBills } from './bills.js';
import { preferredLocale, rememberLocale, writeWords } from './language.js';
import { wordsFor } from './strings.js';

/** @typedef {{ id: string, name: string, story: string }} Customer */
/** @typedef {import('../widget/support-widget.js').SupportWidget} SupportWidget */
/** @typedef {'choose' | 'wallet' | 'support'} View */

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

let locale = preferredLocale();
/** @type {SupportWidget | null} */
let widget = null;
/** @type {Customer | null} */
let customer = null;

/** @param {View} view */
function show(view) {
  document.body.dataset.view = view;
}

/** @param {'zh-CN' | 'en'} next */
function speak(next) {
  locale = next;
  writeWords(locale, wordsFor(locale));
  byId('language').lang = locale === 'en' ? 'zh-CN' : 'en';
  if (widget && widget.getAttribute('locale') !== locale) widget.setAttribute('locale', locale);
  if (customer) void showBills(customer.id, locale, ask);
  void loadCustomers();
}

/** @param {'zh-CN' | 'en'} next */
function choose(next) {
  rememberLocale(next);
  speak(next);
}

async function loadCustomers() {
  if (!byId('customers').children.length) say('loading');
  try {
    const response = await fetch(`/demo/customers?locale=${locale}`);
    if (!response.ok) return say('absent');
    /** @type {{ customers: Customer[] }} */
    const { customers } = await response.json();
    byId('customers').replaceChildren(...customers.map(customerCard));
  } catch {
    say('failed');
    const retry = document.createElement('button');
    retry.type = 'button';
    retry.className = 'language';
    retry.dataset.text = 'retry';
    retry.textContent = wordsFor(locale).retry;
    retry.addEventListener('click', () => void loadCustomers());
    byId('customers').append(retry);
  }
}

/** @param {string} key */
function say(key) {
  const line = document.createElement('p');
  line.dataset.text = key;
  line.textContent = wordsFor(locale)[key];
  byId('customers').replaceChildren(line);
}

/** @param {Customer} each */
function customerCard(each) {
  const card = document.createElement('button');
  const initial = document.createElement('span');
  const about = document.createElement('span');
  const name = document.createElement('strong');
  const story = document.createElement('span');
  card.type = 'button';
  card.className = 'customer';
  card.setAttribute('aria-pressed', String(each.id === customer?.id));
  initial.className = 'initial';
  initial.setAttribute('aria-hidden', 'true');
  initial.textContent = each.name.slice(0, 1);
  about.className = 'about';
  name.textContent = each.name;
  story.textContent = each.story;
  about.append(name, story);
  card.append(initial, about);
  card.addEventListener('click', () => void signIn(each, card));
  return card;
}

/**
 * @param {Customer} chosen
 * @param {HTMLElement} card
 */
async function signIn(chosen, card) {
  const token = await walletToken(chosen.id).catch(() => '');
  if (!token) return say('failed');
  customer = chosen;
  byId('name').textContent = chosen.name;
  for (const each of byId('customers').querySelectorAll('.customer')) {
    each.setAttribute('aria-pressed', String(each === card));
  }
  placeWidget(token);
  void showBills(chosen.id, locale, ask);
  show('wallet');
}

/** The wallet's back end would do this. @param {string} id @returns {Promise<string>} */
async function walletToken(id) {
  const response = await fetch('/demo/wallet-token', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ customer: id }),
  });
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()).wallet_token;
}

/** @param {string} token */
function placeWidget(token) {
  widget ??= createWidget();
  widget.setAttribute('wallet-token', token);
  if (!widget.isConnected) byId('place').append(widget);
}

function createWidget() {
  const made = /** @type {SupportWidget} */ (document.createElement('support-widget'));
  made.setAttribute('mode', 'inline');
  made.setAttribute('server', '');
  made.setAttribute('locale', locale);
  made.addEventListener('localechange', (event) => choose(/** @type {CustomEvent} */ (event).detail.locale));
  made.addEventListener('signout', leave);
  made.addEventListener('tokenexpired', () => void renew());
  return made;
}

/** Open support and say something there. @param {string} text */
function ask(text) {
  show('support');
  widget?.ask(text);
}

/** A demo that is left open over lunch should go on by itself. */
async function renew() {
  if (!customer) return;
  const token = await walletToken(customer.id).catch(() => '');
  if (token) widget?.setAttribute('wallet-token', token);
}

function leave() {
  customer = null;
  widget?.remove();
  for (const each of document.querySelectorAll('.customer')) each.setAttribute('aria-pressed', 'false');
  show('choose');
}

byId('language').addEventListener('click', () => choose(locale === 'en' ? 'zh-CN' : 'en'));
byId('leave').addEventListener('click', leave);
byId('back').addEventListener('click', () => show('wallet'));
byId('support').addEventListener('click', () => ask(''));
byId('frozen').addEventListener('click', () => ask(wordsFor(locale).frozenQuestion));
byId('complaints').addEventListener('click', () => {
  show('support');
  widget?.showComplaints();
});

speak(locale);
