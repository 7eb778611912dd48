/** What has just happened, said at the foot of the page, and read out. */
import { Refused } from './api.js';
import { el, find, tool } from './dom.js';
import { words } from './words.js';

const LONG = 7000;

/**
 * @param {string} text
 * @param {{ problem?: boolean, action?: string, onAction?: () => void }} [options]
 */
export function toast(text, { problem = false, action, onAction } = {}) {
  const done = () => node.remove();
  const act = () => {
    done();
    onAction?.();
  };
  const node = el('div', { class: `toast${problem ? ' problem' : ''}` }, el('span', { class: 'grow' }, text), action && el('button', { type: 'button', class: 'link', onclick: act }, action), tool('close', words.close, { onclick: done }));
  const place = find(problem ? '#problems' : '#toasts');
  place.append(node);
  if (place.children.length > 3) place.children[0].remove();
  if (!problem && !action) setTimeout(done, LONG);
}

/**
 * Do something and say why when it was refused. Resolves to what it gave, or undefined.
 * @template T
 * @param {() => Promise<T>} work
 * @param {HTMLButtonElement | null} [button] busy meanwhile
 * @returns {Promise<T | undefined>}
 */
export async function tried(work, button = null) {
  button?.classList.add('busy');
  try {
    return await work();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return undefined;
    if (!(error instanceof Refused)) throw error;
    if (error.status !== 401) toast(error.message, { problem: true });
    return undefined;
  } finally {
    button?.classList.remove('busy');
  }
}
