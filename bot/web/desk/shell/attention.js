/** A new handoff makes itself seen and heard, for those who want that. Nothing a customer wrote is on the notification. */
import { chosen } from '../parts/storage.js';
import { named, words } from '../parts/words.js';
import { holdsTheLine } from './changes.js';
import { onQueue } from './queue.js';

/** @import { Queue, Row } from '../types.d.ts' */

/** @type {Set<string> | null} */
let known = null;
/** @type {AudioContext | null} */
let audio = null;

/** @param {Queue} queue */
function look({ waiting }) {
  const fresh = known ? waiting.filter(({ conversation_id }) => !known?.has(conversation_id)) : [];
  known = new Set(waiting.map(({ conversation_id }) => conversation_id));
  if (!fresh.length || !holdsTheLine()) return;
  if (chosen('sound', false)) ring();
  if (chosen('notify', false) && document.hidden) notify(fresh[0], waiting.length);
}

/** @param {Row} row @param {number} count */
function notify(row, count) {
  if (!('Notification' in window) || Notification.permission !== 'granted') return;
  const note = new Notification(words.notify.title(named(words.reasons, row.reason)), { body: words.notify.body(count), icon: '/desk/mark.svg', tag: 'desk-queue' });
  note.addEventListener('click', () => {
    window.focus();
    location.assign(`/conversations/${row.conversation_id}`);
  });
}

/** Two soft notes, without a file. */
export function ring() {
  audio ??= new AudioContext();
  for (const [index, pitch] of [660, 880].entries()) {
    const start = audio.currentTime + index * 0.16;
    const tone = new OscillatorNode(audio, { frequency: pitch });
    const volume = new GainNode(audio, { gain: 0 });
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.12, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.35);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.4);
  }
}

onQueue(look);
