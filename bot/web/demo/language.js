/** A page in two languages: which one, and putting its words in place. */

const KEY = 'u-help:locale';

/** The language asked for by address, chosen before, or spoken by the browser. @returns {'zh-CN' | 'en'} */
export function preferredLocale() {
  const asked = new URLSearchParams(location.search).get('lang') ?? remembered() ?? navigator.language;
  return asked.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** @param {string} locale */
export function rememberLocale(locale) {
  try {
    localStorage.setItem(KEY, locale);
  } catch {
    // Then the choice lasts as long as the page.
  }
}

/**
 * Write the words into the elements that name them: data-text="key", data-placeholder="key",
 * data-label="key".
 * @param {string} locale
 * @param {Record<string, string>} words
 */
export function writeWords(locale, words) {
  document.documentElement.lang = locale;
  document.title = words.pageTitle;
  for (const node of document.querySelectorAll('[data-text]')) {
    node.textContent = words[node.getAttribute('data-text') ?? ''];
  }
  for (const node of document.querySelectorAll('[data-placeholder]')) {
    node.setAttribute('placeholder', words[node.getAttribute('data-placeholder') ?? '']);
  }
  for (const node of document.querySelectorAll('[data-label]')) {
    node.setAttribute('aria-label', words[node.getAttribute('data-label') ?? '']);
  }
}

/**
 * An icon of icons.svg.
 * @param {string} name
 */
export function pageIcon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `/assets/help/icons.svg#${name}`);
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(use);
  return svg;
}
