/** The widget's words: one file a language, and only the one needed is loaded. */

/** @import { Strings } from './types.d.ts' */

const files = { 'zh-CN': () => import('./strings.zh.js'), en: () => import('./strings.en.js') };

/** @type {Map<string, Strings>} */
const loaded = new Map();

/**
 * English for any English, else Chinese; of no locale that of the page or the browser.
 * @param {string | null | undefined} locale
 * @returns {keyof files}
 */
export function languageOf(locale) {
  return (locale ?? (document.documentElement.lang || navigator.language)).toLowerCase().startsWith('en') ? 'en' : 'zh-CN';
}

/**
 * The words of a language, or of the other one while they are not there yet.
 * @param {keyof files} language
 * @returns {Strings}
 */
export function stringsFor(language) {
  return /** @type {Strings} */ (loaded.get(language) ?? [...loaded.values()][0]);
}

/** Fetch a language. Returns whether that was needed. @param {keyof files} language */
export async function loadStrings(language) {
  if (loaded.has(language)) return false;
  loaded.set(language, (await files[language]()).default);
  return true;
}

await loadStrings(languageOf(document.querySelector('support-widget')?.getAttribute('locale')));
