/** Files waiting to be sent: chosen, pasted or dropped, uploaded at once, kept in memory until the message goes. */
import { el, icon, iconButton, label } from './dom.js';
import { sizeOf } from './files.js';
import { wordsOf } from './http.js';

/** @import { Attachment, TrayItem, TrayOptions, View } from './types.d.ts' */

const MOST = 5;
const LARGEST = 10 * 1024 * 1024;

export class Tray {
  /** @type {TrayItem[]} */
  #items = [];

  /** @param {View} view @param {TrayOptions} options */
  constructor({ tray, attach, file, input, panel }, options) {
    this.list = tray;
    this.options = options;
    attach.onclick = () => file.click();
    file.onchange = () => {
      this.add(file.files);
      file.value = '';
    };
    input.addEventListener('paste', ({ clipboardData: data }) => {
      // Copied words may bring a picture of themselves along.
      if (data && !data.getData('text')) this.add(data.files);
    });
    panel.addEventListener('dragover', (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      panel.classList.add('dropping');
    });
    panel.addEventListener('dragleave', (event) => {
      if (!panel.contains(/** @type {Node | null} */ (event.relatedTarget))) panel.classList.remove('dropping');
    });
    panel.addEventListener('drop', (event) => {
      event.preventDefault();
      panel.classList.remove('dropping');
      this.add(event.dataTransfer?.files);
    });
  }

  get size() {
    return this.#items.length;
  }

  /** Is everything with the server? */
  get ready() {
    return this.#items.every((item) => item.attachment);
  }

  /** @param {FileList | null | undefined} files */
  add(files) {
    const { strings, onProblem } = this.options;
    for (const file of files ?? []) {
      if (file.size > LARGEST) onProblem(strings().tooLarge(file.name));
      else if (this.size === MOST) return onProblem(strings().tooMany);
      else this.#put(file);
    }
  }

  /** What is to go with the message; the tray is empty after that. @returns {Attachment[]} */
  take() {
    const taken = this.#items.flatMap(({ attachment }) => attachment ?? []);
    this.clear();
    return taken;
  }

  clear() {
    for (const { stop } of this.#items) stop.abort();
    this.#items = [];
    this.#changed();
  }

  /** The network is back. */
  retry() {
    for (const item of this.#items) if (item.failed) void this.#upload(item);
  }

  #changed() {
    this.list.replaceChildren(...this.#items.map(({ node }) => node));
    this.list.hidden = !this.size;
    this.options.onChange();
  }

  /** @param {File} file */
  #put(file) {
    const item = { file, node: el('li', { class: 'waiting' }), stop: new AbortController(), failed: false };
    this.#items.push(item);
    void this.#upload(item);
  }

  /** @param {TrayItem} item */
  #remove(item) {
    item.stop.abort();
    this.#items = this.#items.filter((each) => each !== item);
    this.#changed();
    this.options.onRemoved();
  }

  /** @param {TrayItem} item */
  async #upload(item) {
    const { upload, strings, onProblem } = this.options;
    const progress = el('progress', { max: 1, value: 0, 'aria-label': strings().uploading(item.file.name) });
    item.failed = false;
    this.#draw(item, progress);
    this.#changed();
    try {
      item.attachment = await upload(item.file, (share) => (progress.value = share), item.stop.signal);
      this.#draw(item, el('span', { class: 'size' }, sizeOf(item.attachment.size)));
    } catch (error) {
      if (item.stop.signal.aborted) return;
      item.failed = true;
      const again = el('button', { type: 'button', class: 'retry', onclick: () => void this.#upload(item) }, strings().retryUpload);
      label(again, strings().uploadRetry(item.file.name));
      this.#draw(item, again);
      onProblem(wordsOf(error, strings().uploadFailed));
    }
    this.#changed();
  }

  /** @param {TrayItem} item @param {HTMLElement} state */
  #draw(item, state) {
    const { name, type } = item.file;
    const remove = iconButton('close', { class: 'tool small', onclick: () => this.#remove(item) });
    label(remove, this.options.strings().remove(name));
    const thumb = type.startsWith('image/') ? this.#thumb(item) : icon('file');
    item.node.classList.toggle('failed', item.failed);
    item.node.replaceChildren(thumb, el('span', { class: 'about' }, el('bdi', { class: 'name' }, name), state), remove);
  }

  /** @param {TrayItem} item */
  #thumb(item) {
    if (!item.thumb) {
      const url = URL.createObjectURL(item.file);
      const release = () => URL.revokeObjectURL(url);
      item.thumb = el('img', { src: url, alt: '', onload: release, onerror: release });
    }
    return item.thumb;
  }
}
