/** Stars of a rating or a review; said in words too. */
import { el, icon } from './dom.js';
import { words } from './words.js';

/** @param {number} count of five */
export const stars = (count) => el('span', { class: 'stars', role: 'img', 'aria-label': words.satisfaction.stars(count) }, [1, 2, 3, 4, 5].map((at) => icon(at <= count ? 'reviews-full' : 'reviews')));
