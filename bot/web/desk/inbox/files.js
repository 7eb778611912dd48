/** Files that go with a reply: uploaded at once, sent with it. */
import { Refused, call } from '../parts/api.js';
import { el, icon, show, tool } from '../parts/dom.js';
import { toast } from '../parts/toast.js';
import { words } from '../parts/words.js';

/** @import { Attachment } from '../types.d.ts' */

const KINDS = 'image/jpeg,image/png,image/webp,image/gif,application/pdf';

/** @typedef {{ file: File, done: Attachment | null }} Item */

export class Files {
  /** @type {Item[]} */
  #items = [];

  /** @param {string} conversation @param {() => void} onChange */
  constructor(conversation, onChange) {
    this.conversation = conversation;
    this.onChange = onChange;
    this.tray = el('ul', { class: 'tray' });
    const input = el('input', { type: 'file', accept: KINDS, multiple: true, hidden: true, 'aria-hidden': 'true', tabindex: -1 });
    input.addEventListener('change', () => {
      for (const file of input.files ?? []) void this.add(file);
      input.value = '';
    });
    this.button = tool('clip', words.inbox.attach, { onclick: () => input.click() });
  }

  get size() {
    return this.#items.length;
  }

  get ready() {
    return this.#items.every(({ done }) => done);
  }

  /** The ids of what was uploaded; the tray is empty then. */
  take() {
    const ids = this.#items.map(({ done }) => done?.id ?? '');
    this.#items = [];
    this.#draw();
    return ids;
  }

  /** @param {File} file */
  async add(file) {
    /** @type {Item} */
    const item = { file, done: null };
    this.#items.push(item);
    this.#draw();
    const form = new FormData();
    form.append('file', file);
    try {
      item.done = await call('POST', `/conversations/${this.conversation}/attachments`, { form });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      toast(error.message, { problem: true });
      this.#items = this.#items.filter((each) => each !== item);
    }
    this.#draw();
  }

  #draw() {
    show(this.tray, this.#items.map((item) => el(
      'li',
      { class: 'tag' },
      icon(item.file.type.startsWith('image/') ? 'eye' : 'file'),
      item.done ? item.file.name : words.inbox.uploading(item.file.name),
      item.done && tool('close', words.inbox.dropFile(item.file.name), { onclick: () => this.#drop(item) }),
    )));
    this.onChange();
  }

  /** @param {Item} item */
  #drop(item) {
    this.#items = this.#items.filter((each) => each !== item);
    this.#draw();
  }
}
