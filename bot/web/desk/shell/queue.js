/** Who waits for a person: asked once for all that shows it, the count on the rail, the list, the notification. */
import { get } from '../parts/api.js';
import { gathered } from '../parts/soon.js';
import { tried } from '../parts/toast.js';
import { onChange } from './changes.js';

/** @import { Queue } from '../types.d.ts' */

/** @type {Set<(queue: Queue) => void>} */
const listeners = new Set();
/** @type {Queue | null} */
let last = null;

/** @param {(queue: Queue) => void} listener */
export function onQueue(listener) {
  listeners.add(listener);
  if (last) listener(last);
}

export const askQueue = gathered(async () => {
  const queue = await tried(() => get('/queue'));
  if (!queue) return;
  last = queue;
  for (const each of listeners) each(queue);
});

onChange(({ kind }) => {
  if (['queue', 'presence', 'everything'].includes(kind)) void askQueue();
});
