/** How one message looks. Where it stands among the others is the transcript's business. */
import { clock } from './dates.js';
import { el, icon } from './dom.js';
import { buildFiles } from './files.js';
import { renderMarkdown } from './markdown.js';

/** @import { Choice, EntryData, TranscriptOptions } from './types.d.ts' */

/** @param {EntryData} entry @param {TranscriptOptions} options @returns {HTMLElement} */
export function buildEntry(entry, options) {
  const { author, name } = entry;
  const node = el(
    'div',
    // What she has written herself, days and times are not read out to her.
    { class: `entry ${author}`, 'aria-live': author === 'customer' && 'off', part: `message message-${author}` },
    el('div', { class: 'day', 'aria-live': 'off', hidden: true }),
    el('div', { class: 'who' }, name || options.strings.authors[author]),
    entry.text && el('div', { class: 'bubble', part: `bubble bubble-${author}` }, author === 'system' && icon('info'), body(entry, options)),
    buildFiles(entry.attachments, options),
    el('div', { class: 'meta' }),
  );
  updateMeta(node, entry, options);
  return node;
}

/**
 * The customer's own words stand as she typed them; only ours carry markdown.
 * @param {EntryData} entry
 * @param {TranscriptOptions} options
 */
function body({ author, text }, options) {
  const complaintNumber = (/** @type {string} */ number) => numberButton(number, options);
  const words = author === 'customer' ? text : renderMarkdown(text, { linkAllowed: options.linkAllowed, complaintNumber });
  const kind = author === 'customer' ? 'text plain' : 'text';
  return el('div', { class: kind, lang: languageIn(text), dir: 'auto' }, words);
}

/** Screen readers choose their voice by it. @param {string} text */
export function languageIn(text) {
  return /\p{Script=Han}/u.test(text) ? 'zh-CN' : /[a-z]{3}/i.test(text) && 'en';
}

/** @param {string} number @param {Pick<TranscriptOptions, 'strings' | 'onCopy'>} options */
export function numberButton(number, { strings, onCopy }) {
  const spoken = strings.copyNumber(number);
  return el(
    'button',
    { type: 'button', class: 'number', part: 'complaint-number', 'aria-label': spoken, title: spoken, onclick: () => onCopy(number) },
    number,
  );
}

/**
 * The small line below: the time, or what became of the sending.
 * @param {HTMLElement} node
 * @param {EntryData} entry
 * @param {TranscriptOptions} options
 */
export function updateMeta(node, { state, at, error, read }, { strings, onRetry }) {
  const meta = /** @type {HTMLElement} */ (node.querySelector('.meta'));
  const time = el('time', { datetime: at.toISOString() }, clock(at));
  node.dataset.state = state;
  meta.ariaLive = error || state === 'failed' ? 'polite' : 'off';
  if (state === 'sent') meta.replaceChildren(time, ...(read ? [el('span', { class: 'read' }, icon('read'), strings.read)] : []));
  if (state === 'sending') meta.replaceChildren(el('span', {}, strings.sending));
  if (state === 'rejected') meta.replaceChildren(icon('alert'), el('span', {}, error || strings.failed));
  if (state === 'failed') {
    const retry = el('button', { type: 'button', class: 'retry', onclick: onRetry }, strings.retry);
    meta.replaceChildren(icon('alert'), el('span', {}, strings.failed), retry);
  }
}

/** @param {Choice[]} choices @param {string} label @param {(choice: Choice) => void} onChoice */
export function buildChoices(choices, label, onChoice) {
  const group = el('div', { class: 'choices', part: 'choices', role: 'group', 'aria-label': label });
  for (const choice of choices) {
    const pick = () => {
      group.querySelectorAll('button').forEach((each) => (each.disabled = true));
      onChoice(choice);
    };
    group.append(el('button', { type: 'button', class: 'choice', part: 'choice', lang: languageIn(choice.title), onclick: pick }, choice.title));
  }
  return group;
}
