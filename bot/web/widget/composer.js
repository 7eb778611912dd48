/** Grows with the text, sends on Enter, never in the middle of a word. */

/** @import { Attachment, View } from './types.d.ts' */
/** @import { Tray } from './tray.js' */

const LIMIT = 132;

export class Composer {
  /** @param {View} view @param {Tray} tray @param {(text: string, attachments: Attachment[]) => void} onSend @param {() => void} onTyping */
  constructor({ form, input, send }, tray, onSend, onTyping) {
    this.input = input;
    this.button = send;
    this.tray = tray;
    this.onSend = onSend;
    input.addEventListener('input', () => {
      this.fit();
      if (input.value) onTyping();
    });
    input.addEventListener('keydown', (event) => this.#key(event));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
  }

  /** Put a text back to be mended, unless something else is being written. @param {string} text */
  giveBack(text) {
    if (!this.input.value) this.#write(text);
  }

  clear() {
    this.#write('');
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    // While a Chinese word is being composed, Enter picks it (229 is what older Safari says).
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#submit();
  }

  get #sendable() {
    return this.tray.ready && (this.input.value.trim() !== '' || this.tray.size > 0);
  }

  #submit() {
    if (!this.#sendable) return;
    const text = this.input.value.trim();
    const attachments = this.tray.take();
    this.#write('');
    this.onSend(text, attachments);
    this.input.focus();
  }

  /** @param {string} text */
  #write(text) {
    this.input.value = text;
    this.fit();
  }

  fit() {
    const { input, button } = this;
    button.disabled = !this.#sendable;
    input.style.height = 'auto';
    const wanted = input.scrollHeight;
    if (input.value) input.style.height = `${Math.min(wanted, LIMIT)}px`;
    input.style.overflowY = wanted > LIMIT ? 'auto' : 'hidden';
  }
}
