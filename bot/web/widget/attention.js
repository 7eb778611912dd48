/** What happens around the widget: the customer looks or looks away, the network goes and comes, another tab signs out. */

/** @import { Stage } from './types.d.ts' */
/** @import { Unread } from './unread.js' */

export class Attention {
  /** @param {Stage} stage @param {Unread} unread @param {() => void} onLeft she has signed out in another tab */
  constructor(stage, unread, onLeft) {
    this.stage = stage;
    this.unread = unread;
    this.onLeft = onLeft;
  }

  follow() {
    document.addEventListener('visibilitychange', this.#look);
    addEventListener('online', this.#look);
    addEventListener('offline', this.#drop);
    addEventListener('storage', this.#elsewhere);
  }

  release() {
    document.removeEventListener('visibilitychange', this.#look);
    removeEventListener('online', this.#look);
    removeEventListener('offline', this.#drop);
    removeEventListener('storage', this.#elsewhere);
  }

  #look = () => {
    const { host, talk } = this.stage;
    if (!document.hidden) {
      talk()?.wake();
      if (host.open) this.unread.seen();
    } else if (!host.open) {
      talk()?.rest();
    }
  };

  /** Without a network the line is dead, though it may not notice for long. */
  #drop = () => this.stage.talk()?.stream.restart();

  /** @param {StorageEvent} event */
  #elsewhere = (event) => {
    if (this.stage.talk()?.store.leftIn(event)) this.onLeft();
  };
}
