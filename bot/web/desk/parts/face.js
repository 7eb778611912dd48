/** A round mark with the beginning of a name: enough to tell rows apart, no more. */
import { el, icon } from './dom.js';

const TONES = 5;

/**
 * @param {string | number | null} id whose, for the tone; null for nobody known
 * @param {string} name
 * @param {string} [size]
 */
export function face(id, name, size = '') {
  const tone = id === null ? 'none' : [...String(id)].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % TONES;
  return el('span', { class: `face ${size}`, 'data-tone': tone, 'aria-hidden': 'true' }, id === null ? icon('person') : name.slice(0, 1).toUpperCase());
}
