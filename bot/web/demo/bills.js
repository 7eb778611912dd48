/** The wallet app's newest bills: a tap on one asks support about it. */
import { wordsFor } from './strings.js';

/** @typedef {{ id: string, name: string, state: string, done: boolean, amount: string, when: string }} Bill */

/**
 * Show a customer's bills, and a notice if her account is frozen. Without an answer the list stays away.
 * @param {string} customer
 * @param {'zh-CN' | 'en'} locale
 * @param {(text: string) => void} ask
 */
export async function showBills(customer, locale, ask) {
  const list = /** @type {HTMLElement} */ (document.getElementById('bills'));
  const response = await fetch(`/demo/bills?${new URLSearchParams({ customer, locale })}`).catch(() => null);
  if (!response?.ok) return list.replaceChildren();
  /** @type {{ frozen: boolean, bills: Bill[] }} */
  const { frozen, bills } = await response.json();
  /** @type {HTMLElement} */ (document.getElementById('frozen')).hidden = !frozen;
  const words = wordsFor(locale);
  list.replaceChildren(...(bills.length ? bills.map((bill) => row(bill, () => ask(words.billQuestion + bill.id))) : [none(words.noBills)]));
}

/** @param {Bill} bill @param {() => void} open */
function row(bill, open) {
  const item = document.createElement('li');
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'row';
  button.append(
    lines('label', ['strong', bill.name], ['span', bill.when]),
    lines('label sum', ['strong', bill.amount], [bill.done ? 'span' : 'em', bill.state]),
  );
  button.addEventListener('click', open);
  item.append(button);
  return item;
}

/** @param {string} name @param {...[string, string]} parts element and text of each line */
function lines(name, ...parts) {
  const label = document.createElement('span');
  label.className = name;
  for (const [tag, text] of parts) {
    const line = document.createElement(tag);
    line.textContent = text;
    label.append(line);
  }
  return label;
}

/** @param {string} text */
function none(text) {
  const item = document.createElement('li');
  item.className = 'none';
  item.textContent = text;
  return item;
}
