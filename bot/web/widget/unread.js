/** How many messages have come since the customer last looked. */
import { label } from './dom.js';

/** @import { Message, Stage } from './types.d.ts' */

export class Unread {
  count = 0;

  /** @param {Stage} stage */
  constructor(stage) {
    this.stage = stage;
  }

  /** @param {Message} message @param {boolean} live */
  received({ author, sequence }, live) {
    const { host, talk } = this.stage;
    if (host.open && !document.hidden) this.seen();
    else if (author !== 'customer' && sequence > (talk()?.store.seen ?? 0)) this.count++;
    if (live) this.show(this.count);
  }

  /** The newest message is before her eyes. */
  seen() {
    const talk = this.stage.talk();
    if (talk?.arrivals.last) {
      talk.store.seen = talk.arrivals.last;
      talk.tell(talk.arrivals.last);
    }
    if (this.count) this.show(0);
  }

  /** @param {number} count */
  show(count) {
    const { host, view, strings, tell } = this.stage;
    const { badge, launcher } = view;
    const text = count > 99 ? '99+' : String(count || '');
    const changed = badge.textContent !== text;
    this.count = count;
    badge.hidden = !count;
    badge.textContent = text;
    label(launcher, host.open ? strings().close : count ? strings().launcherUnread(count) : strings().launcher);
    if (changed) tell('unread', { count });
  }
}
