/**
 * What changes at the desk. One of the person's tabs holds the line to the server and tells the others:
 * browsers allow few lines to one server, and six tabs would use them up.
 */

/** @import { Change } from '../types.d.ts' */

const LONGEST = 15_000;
/** @type {Set<(change: Change) => void>} */
const listeners = new Set();
/** @type {Set<(connected: boolean) => void>} */
const watchers = new Set();
const channel = new BroadcastChannel('desk-changes');
let connected = true;
let holds = false;

/** Hear of every change; kind `everything` after the line was lost: look at all again. @param {(change: Change) => void} listener */
export const onChange = (listener) => void listeners.add(listener);

/** Hear whether the line is there. @param {(connected: boolean) => void} watcher */
export const onConnection = (watcher) => void watchers.add(watcher);

/** Whether this is the tab that holds the line, and so the one that makes itself heard. */
export const holdsTheLine = () => holds;

/** Begin to listen. Without locks (a page that is not secure) each tab has a line of its own. */
export function follow() {
  channel.addEventListener('message', ({ data }) => ('connected' in data ? setConnected(data.connected) : tell(data.change)));
  if (navigator.locks) void navigator.locks.request('desk-changes', () => new Promise(() => connect()));
  else connect();
}

function connect(failures = 0) {
  holds = true;
  const source = new EventSource('/api/v1/events');
  source.addEventListener('open', () => {
    const wasLost = !connected;
    failures = 0;
    share(true);
    if (wasLost) pass({ kind: 'everything', key: '' });
  });
  source.addEventListener('change', (event) => pass(JSON.parse(event.data)));
  let moves = false;
  source.addEventListener('closing', () => (moves = true)); // its server ends: it comes back by itself, elsewhere, at once
  source.addEventListener('error', () => {
    if (moves && source.readyState !== EventSource.CLOSED) {
      moves = false;
      return;
    }
    share(false);
    if (source.readyState !== EventSource.CLOSED) return; // it comes back by itself
    setTimeout(() => connect(failures + 1), Math.min(LONGEST, 1000 * 2 ** failures) * (0.5 + Math.random() / 2));
  });
}

/** @param {Change} change */
function pass(change) {
  channel.postMessage({ change });
  tell(change);
}

/** @param {boolean} state */
function share(state) {
  channel.postMessage({ connected: state });
  setConnected(state);
}

/** @param {Change} change */
function tell(change) {
  for (const each of listeners) each(change);
}

/** @param {boolean} state */
function setConnected(state) {
  connected = state;
  for (const each of watchers) each(state);
}
