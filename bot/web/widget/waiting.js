/** The line of who waits for a person: her place, for how long, whether anybody is there, and the way out. */
import { when } from './dates.js';

/** @import { HandoffState, Stage } from './types.d.ts' */

export class WaitingLine {
  /** @param {Stage} stage @param {() => void} onStop */
  constructor(stage, onStop) {
    this.stage = stage;
    stage.view.stop.addEventListener('click', onStop);
  }

  /** @param {HandoffState} state */
  show(state) {
    const { waiting, waitingText } = this.stage.view;
    const text = this.#text(state);
    waiting.hidden = state.owner !== 'queue';
    // Said once to screen readers, not at each look.
    if (waitingText.textContent !== text) waitingText.textContent = text;
  }

  /** @param {HandoffState} state */
  #text({ owner, place, expected_wait_seconds: seconds, availability: { kind, opens_at } }) {
    const words = this.stage.strings();
    if (owner !== 'queue') return '';
    if (kind === 'closed' && opens_at) return words.waitingClosed(when(words, opens_at));
    if (kind !== 'staffed') return words.waitingNobody;
    return words.waitingPlace(place ?? 1) + (seconds ? words.waitingTime(Math.max(1, Math.round(seconds / 60))) : '');
  }
}
