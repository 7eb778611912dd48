/** Attachments in messages: pictures to look at, other files to download. */
import { el, icon } from './dom.js';

/** @import { Attachment, FilesOptions } from './types.d.ts' */

/** The longer side of a picture in the conversation. Pixels. */
const LONGEST = 220;

/** @param {number} bytes */
export function sizeOf(bytes) {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** The files' bytes as blob addresses, each fetched once, with the customer's token. */
export class Files {
  /** @type {Map<string, Promise<string>>} */
  #urls = new Map();

  /** @param {(id: string) => Promise<Blob>} read */
  constructor(read) {
    this.read = read;
  }

  /** We have it already, since it was chosen here. @param {string} id @param {Blob} blob */
  keep(id, blob) {
    this.#urls.set(id, Promise.resolve(URL.createObjectURL(blob)));
  }

  /** @param {string} id */
  url(id) {
    const known = this.#urls.get(id);
    if (known) return known;
    const fetched = this.read(id).then((blob) => URL.createObjectURL(blob));
    this.#urls.set(id, fetched);
    fetched.catch(() => this.#urls.delete(id));
    return fetched;
  }

  /** @param {Attachment} file */
  async download({ id, name }) {
    el('a', { href: await this.url(id), download: name }).click();
  }

  clear() {
    this.#urls.forEach((url) => void url.then(URL.revokeObjectURL, () => undefined));
    this.#urls.clear();
  }
}

/** @param {Attachment[]} attachments @param {FilesOptions} options */
export function buildFiles(attachments, options) {
  const made = attachments.map((file) => (file.width && file.height ? picture(file, options) : row(file, options)));
  return made.length > 0 && el('div', { class: 'files' }, ...made);
}

/**
 * Its place is kept while it loads, and it loads once it is in sight.
 * @param {Attachment} file
 * @param {FilesOptions} options
 */
function picture(file, options) {
  const { name, width, height, id } = file;
  const scale = Math.min(1, LONGEST / Math.max(width ?? 1, height ?? 1));
  const image = el('img', { width: Math.ceil((width ?? 1) * scale), height: Math.ceil((height ?? 1) * scale), alt: '' });
  const button = el('button', { type: 'button', class: 'picture', 'aria-label': options.strings.picture(name) }, image);
  button.onclick = () => void options.files.url(id).then((url) => options.onPicture(file, url), () => options.onDownload(file));
  new IntersectionObserver(([{ isIntersecting }], observer) => {
    if (!isIntersecting) return;
    observer.disconnect();
    options.files.url(id).then((url) => (image.src = url), () => button.replaceWith(row(file, options)));
  }).observe(button);
  return button;
}

/** @param {Attachment} file @param {FilesOptions} options */
function row(file, { strings, onDownload }) {
  return el(
    'button',
    { type: 'button', class: 'file', 'aria-label': strings.downloadFile(file.name), onclick: () => onDownload(file) },
    icon('file'),
    el('span', { class: 'about' }, el('bdi', { class: 'name' }, file.name), el('span', { class: 'size' }, sizeOf(file.size))),
    icon('download'),
  );
}
