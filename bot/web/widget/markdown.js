/** The bot's little markdown: **bold**, lists, links; made of text nodes, so none brings markup. */
import { el } from './dom.js';

/** As the core issues them: C, the date, a short code. */
export const COMPLAINT_NUMBER = /\bC\d{8}[0-9A-Z]{4,8}\b/;

const INLINE = new RegExp(
  [
    '\\*\\*(?<bold>[^*\\n]+?)\\*\\*',
    '\\[(?<text>[^\\]\\n]+)\\]\\((?<href>[^\\s)]+)\\)',
    '(?<url>https?://[A-Za-z0-9\\-._~:/?#@!$&*+,;=%]*[A-Za-z0-9/=_-])',
    `(?<number>${COMPLAINT_NUMBER.source})`,
  ].join('|'),
  'g',
);

const NUMBERED = /^\s*(\d{1,3})[.、)]\s+(.*)$|^\s*(\d{1,3})[、）)](\S.*)$/;
const DASHED = /^\s*[-•·]\s+(.*)$/;

/** @import { RenderOptions } from './types.d.ts' */

/**
 * Render a message's text.
 * @param {string} text
 * @param {RenderOptions} options
 * @returns {DocumentFragment}
 */
export function renderMarkdown(text, options) {
  const fragment = document.createDocumentFragment();
  /** @type {HTMLElement | null} */
  let block = null;
  for (const line of text.replace(/\r\n?/g, '\n').split('\n')) {
    block = appendLine(fragment, block, line, options);
  }
  return fragment;
}

/**
 * Append one line: to the block it continues, or as a new one. Returns the open block.
 * @param {DocumentFragment} fragment
 * @param {HTMLElement | null} block
 * @param {string} line
 * @param {RenderOptions} options
 */
function appendLine(fragment, block, line, options) {
  if (!line.trim()) return null;
  const numbered = NUMBERED.exec(line);
  const dashed = numbered ? null : DASHED.exec(line);
  if (numbered || dashed) {
    const list = openList(fragment, block, numbered ? Number(numbered[1] ?? numbered[3]) : null);
    const content = numbered ? (numbered[2] ?? numbered[4]) : dashed?.[1];
    list.append(el('li', {}, inline(content ?? '', options)));
    return list;
  }
  if (block && block.tagName === 'P') {
    block.append(el('br'), inline(line, options));
    return block;
  }
  // A line indented under a list item belongs to that item.
  if (block && /^\s/.test(line) && block.lastElementChild) {
    block.lastElementChild.append(el('br'), inline(line.trim(), options));
    return block;
  }
  const paragraph = el('p', {}, inline(line, options));
  fragment.append(paragraph);
  return paragraph;
}

/**
 * @param {DocumentFragment} fragment
 * @param {HTMLElement | null} block
 * @param {number | null} start the first number, or null for a dashed list
 */
function openList(fragment, block, start) {
  const tag = start === null ? 'ul' : 'ol';
  if (block && block.tagName === tag.toUpperCase()) return block;
  const list = el(tag, start !== null && start !== 1 ? { start } : {});
  fragment.append(list);
  return list;
}

/** @param {string} text @param {RenderOptions} options @returns {DocumentFragment} */
function inline(text, options) {
  const fragment = document.createDocumentFragment();
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    const at = match.index ?? 0;
    fragment.append(text.slice(from, at), inlineNode(match, options));
    from = at + match[0].length;
  }
  fragment.append(text.slice(from));
  return fragment;
}

/** @param {RegExpMatchArray} match @param {RenderOptions} options @returns {Node | string} */
function inlineNode(match, options) {
  const { bold, text, href, url, number } = match.groups ?? {};
  if (bold) return el('strong', {}, inline(bold, options));
  if (number) return options.complaintNumber(number);
  const address = parse(url ?? href);
  if (!address || !options.linkAllowed(address)) return url ?? `${text}（${href}）`;
  return el('a', { href: address.href, target: '_blank', rel: 'noopener noreferrer' }, text ?? url);
}

/** @param {string} address */
function parse(address) {
  try {
    return new URL(address, location.href);
  } catch {
    return null;
  }
}

/**
 * Links go to our own hosts and those the page names. A stranger's words may be in a message,
 * so the rest stays text.
 * @param {string[]} hosts
 * @returns {(url: URL) => boolean}
 */
export function allowList(hosts) {
  const known = new Set([location.host, ...hosts.filter(Boolean)]);
  return (url) =>
    known.has(url.host) && (url.protocol === 'https:' || (url.protocol === 'http:' && url.origin === location.origin));
}
