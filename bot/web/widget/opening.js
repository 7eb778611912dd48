/** What stands above the conversation and the server knows nothing of: our greeting, and that a new conversation has begun. */
import { buildChoices, buildEntry } from './bubble.js';
import { el } from './dom.js';

/** @import { TranscriptOptions } from './types.d.ts' */

export class Opening {
  /** @type {HTMLElement | null} */
  #greeting = null;
  /** @type {HTMLElement | null} */
  #notice = null;

  /** @param {HTMLElement} log */
  constructor(log) {
    this.log = log;
  }

  /** @param {TranscriptOptions} options @param {boolean} begun has the customer said something already? */
  greet(options, begun) {
    const { strings, onChoice } = options;
    const text = `${strings.greeting}\n\n${strings.greetingMore}`;
    const entry = buildEntry(
      { author: 'bot', text, at: new Date(), sequence: 0, clientId: null, state: 'sent', error: '', choices: [], attachments: [], name: '' },
      options,
    );
    entry.classList.add('first', 'greeting');
    const starters = strings.starters.map((title) => ({ id: title, title }));
    if (!begun) entry.append(buildChoices(starters, strings.choices, ({ title }) => onChoice(title)));
    this.#greeting?.remove();
    this.#greeting = entry;
    this.log.prepend(entry);
  }

  /** The customer has begun; the starters have served. */
  begin() {
    this.#greeting?.querySelector('.choices')?.remove();
  }

  /** @param {string} text */
  notice(text) {
    this.#notice?.remove();
    this.#notice = el('p', { class: 'notice' }, text);
    this.log.prepend(this.#notice);
  }

  clear() {
    this.#greeting = this.#notice = null;
  }

  /** Say it again in another language, in a log that was emptied. @param {TranscriptOptions} options @param {boolean} begun */
  restyle(options, begun) {
    if (this.#greeting) this.greet(options, begun);
    if (this.#notice) this.notice(options.strings.renewed);
  }
}
