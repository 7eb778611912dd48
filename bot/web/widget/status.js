/** The line below the header: the connection, and brief news. */

/** @import { Connection, Strings } from './types.d.ts' */

/** A short drop of the line is nobody's business. Milliseconds. */
const PATIENCE = 3000;

export class StatusLine {
  /** What stands until things change, as opposed to brief news. */
  #lasting = '';
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #brief;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #late;

  /** @param {HTMLElement} line */
  constructor(line) {
    this.line = line;
  }

  /** @param {Connection} state @param {Strings} strings */
  connection(state, strings) {
    // Each failed try reports again; only the first of a row starts the clock.
    if (state === 'offline') {
      this.#late ??= setTimeout(() => this.#stand(strings.reconnecting), PATIENCE);
      return;
    }
    this.#settle();
    this.#stand(state === 'expired' ? strings.expired : '');
  }

  /** @param {string} text @param {number} ms */
  brief(text, ms) {
    clearTimeout(this.#brief);
    this.line.textContent = text;
    this.#brief = setTimeout(() => this.#over(), ms);
  }

  clear() {
    this.#lasting = '';
    this.#settle();
    this.#over();
  }

  #over() {
    clearTimeout(this.#brief);
    this.#brief = undefined;
    this.line.textContent = this.#lasting;
  }

  #settle() {
    clearTimeout(this.#late);
    this.#late = undefined;
  }

  /** @param {string} text */
  #stand(text) {
    this.#lasting = text;
    // Brief news is left to be read.
    if (this.#brief === undefined) this.line.textContent = text;
  }
}
