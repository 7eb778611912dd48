/** A deadline: how long is left and the exact moment; its shape says how late it is as well as its colour. */
import { el, icon, show } from './dom.js';
import { patienceMs } from './page.js';
import { exact, length } from './times.js';
import { words } from './words.js';

/** @import { Deadline } from '../types.d.ts' */

const HOUR = 3_600_000;
/** @type {Set<{ node: HTMLElement, draw: () => void }>} */
const running = new Set();

/** How pressing it is. Without a beginning, by the hours left alone. @param {Deadline} deadline */
export function stateOf({ due_at, started_at, state }, now = Date.now()) {
  if (state === 'met' || state === 'void' || state === 'extended') return state === 'met' ? 'met' : 'void';
  const left = new Date(due_at).getTime() - now;
  if (left <= 0) return 'late';
  const whole = started_at ? new Date(due_at).getTime() - new Date(started_at).getTime() : 0;
  if (left < HOUR || (whole && left < whole * 0.2)) return 'urgent';
  return left < 4 * HOUR || (whole && left < whole * 0.5) ? 'soon' : 'calm';
}

/**
 * @param {Deadline} deadline
 * @param {{ moment?: boolean, label?: string }} [options] the moment beside it; the name of the clock before it
 */
export function deadlineClock(deadline, { moment = false, label = '' } = {}) {
  const node = el('span', { class: 'clock' });
  const at = exact(deadline.due_at);
  follow(node, () => {
    const state = stateOf(deadline);
    const left = new Date(deadline.due_at).getTime() - Date.now();
    const said = state === 'met' ? words.clock.met : state === 'void' ? words.clock.void : left <= 0 ? words.clock.late(length(left)) : words.clock.left(length(left));
    node.dataset.state = state;
    node.title = words.clock.due(at);
    show(node, icon(`clock-${state}`), label && `${label} `, said, moment ? el('span', { class: 'exact' }, `· ${at}`) : el('span', { class: 'sr-only' }, words.clock.due(at)));
  });
  return node;
}

/** How long somebody has waited, growing. @param {string} since */
export function waitingClock(since) {
  const node = el('span', { class: 'clock' });
  follow(node, () => {
    const waited = Date.now() - new Date(since).getTime();
    const state = waited > 5 * patienceMs ? 'late' : waited > patienceMs ? 'urgent' : 'calm';
    node.dataset.state = state;
    node.title = words.clock.since(exact(since));
    show(node, icon(`clock-${state}`), words.clock.waited(length(waited)));
  });
  return node;
}

/** @param {HTMLElement} node @param {() => void} draw */
function follow(node, draw) {
  draw();
  running.add({ node, draw });
}

setInterval(() => {
  for (const each of running) {
    if (each.node.isConnected) each.draw();
    else running.delete(each);
  }
}, 10_000);
