/** The desk's words in the language of the page. */
import { language } from './page.js';

/** @typedef {typeof import('../strings.zh.js').default} Words */

/** @type {Words} */
export const words = (await (language === 'en' ? import('../strings.en.js') : import('../strings.zh.js'))).default;

/**
 * The word for one of a closed set, or the code itself where a newer server knows more than this page.
 * @param {Record<string, string>} set
 * @param {string | null | undefined} code
 */
export const named = (set, code) => (code ? (set[code] ?? code) : '');
