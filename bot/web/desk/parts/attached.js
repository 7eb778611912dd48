/** A file somebody sent: a small picture, or its name; it opens in a tab of its own. */
import { el, icon } from './dom.js';
import { words } from './words.js';

/** @import { Attachment } from '../types.d.ts' */

/** @param {string} address @param {Attachment} file */
export function attached(address, { name, media_type: kind }) {
  const picture = kind.startsWith('image/');
  return el('a', { class: `attached${picture ? ' picture' : ''}`, href: address, target: '_blank', rel: 'noopener', 'aria-label': words.inbox.file(name) }, picture ? el('img', { src: address, alt: '', loading: 'lazy' }) : icon('file'), el('span', {}, name));
}
