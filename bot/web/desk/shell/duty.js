/** On duty or off, and the sign of life that goes with it. */
import { post, put } from '../parts/api.js';
import { find } from '../parts/dom.js';
import { tried } from '../parts/toast.js';
import { words } from '../parts/words.js';
import { onChange } from './changes.js';

/** The desk takes somebody for gone after two silent minutes. */
const BEAT = 30_000;

/** @type {HTMLElement} */
const place = find('.duty');
/** @type {HTMLInputElement} */
const box = find('input', place);
/** How often it was changed here: an answer to a beat sent before knows nothing of it. */
let changes = 0;

/** @param {boolean} on */
function draw(on) {
  box.disabled = false;
  box.checked = on;
  place.dataset.on = String(on);
  find('.state', place).textContent = on ? words.duty.on : words.duty.off;
}

/** Go on duty or off. */
export async function setDuty(/** @type {boolean} */ on) {
  changes += 1;
  draw(on);
  const done = await tried(() => put('/me/availability', { available: on }));
  changes += 1;
  draw(done ? on : !on);
}

async function beat() {
  const before = changes;
  const said = await post('/me/beat').catch(() => null); // the next one tells; a lost line is said elsewhere
  if (said && 'available' in said && changes === before) draw(said.available);
}

box.addEventListener('change', () => void setDuty(box.checked));
setInterval(() => void beat(), BEAT);
document.addEventListener('visibilitychange', () => void (document.hidden || beat()));
onChange(({ kind }) => void (['presence', 'everything'].includes(kind) && beat()));
void beat();
