/** How messages stand to one another: days, groups of one author, and the question that is still open. */
import { buildChoices } from './bubble.js';
import { dayName, sameDay } from './dates.js';

/** @import { Entry, Strings, TranscriptOptions } from './types.d.ts' */

/** Messages of one author this close together share a name and a time. Milliseconds. */
const GROUP = 5 * 60_000;

/** @param {Entry[]} entries @param {number} index @param {Strings} strings */
export function relate(entries, index, strings) {
  const entry = entries[index];
  const before = entries[index - 1];
  const after = entries[index + 1];
  const day = /** @type {HTMLElement} */ (entry.node.querySelector('.day'));
  day.hidden = !!before && sameDay(before.at, entry.at);
  day.textContent = day.hidden ? '' : dayName(strings, entry.at);
  entry.node.classList.toggle('first', !before || !together(before, entry));
  entry.node.classList.toggle('last', !after || !together(entry, after));
}

/** @param {Entry} a @param {Entry} b */
function together(a, b) {
  const alike = a.author === b.author && a.name === b.name;
  return alike && sameDay(a.at, b.at) && Math.abs(b.at.getTime() - a.at.getTime()) < GROUP;
}

/** Buttons stand under the newest message that has any, until the customer has answered. */
export class Offer {
  /** @type {Entry | null} the message whose choices are on offer */
  #asked = null;
  /** @type {HTMLElement | null} */
  #group = null;

  /** @param {Entry[]} entries @param {TranscriptOptions} options */
  update(entries, { strings, onChoice, withPerson }) {
    const asked = withPerson() ? null : openQuestion(entries);
    if (asked === this.#asked && (!asked || this.#group?.isConnected)) return;
    this.#group?.remove();
    this.#asked = asked;
    this.#group = asked && buildChoices(asked.choices, strings.choices, ({ id, title }) => onChoice(title, id));
    if (asked && this.#group) asked.node.append(this.#group);
  }
}

/** @param {Entry[]} entries @returns {Entry | null} */
function openQuestion(entries) {
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i];
    if (entry.choices.length) return entry;
    if (entry.author === 'customer' && entry.state !== 'rejected') return null;
  }
  return null;
}
