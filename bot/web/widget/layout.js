/** Scrolling, focus, the keyboard on phones. */

/** @import { View } from './types.d.ts' */

/** Nearer to the end than this counts as being at the end. Pixels. */
const NEAR = 56;
/** The least height of a keyboard on a screen. Pixels. */
const KEYBOARD = 120;
const FOCUSABLE = 'button:not(:disabled), textarea, a[href], [tabindex="0"]';

export class Layout {
  /** @param {HTMLElement & { open: boolean, mode: string }} host @param {View} view */
  constructor(host, view) {
    this.host = host;
    this.view = view;
    this.wasOpen = false;
    /** Was the end in view when the customer last scrolled? Then it stays in view, whatever grows. */
    this.pinned = true;
    view.scroll.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    const follow = new ResizeObserver(() => this.pinned && this.toBottom());
    follow.observe(view.scroll);
    follow.observe(view.log);
  }

  #scrolled() {
    this.pinned = this.atBottom;
    if (this.pinned) this.view.pill.hidden = true;
  }

  /** Phones' keyboards shrink what is visible but not the page; without this the input hides behind. */
  follow() {
    // A page that comes with the panel open keeps its own focus.
    this.wasOpen = this.host.open;
    this.openChanged();
    window.visualViewport?.addEventListener('resize', this.#fit);
    window.visualViewport?.addEventListener('scroll', this.#fit);
    this.#fit();
  }

  release() {
    window.visualViewport?.removeEventListener('resize', this.#fit);
    window.visualViewport?.removeEventListener('scroll', this.#fit);
  }

  #fit = () => {
    const viewport = window.visualViewport;
    if (!viewport) return;
    const hidden = innerHeight - viewport.height;
    // Browser bars and pinching to zoom also change the viewport; only a keyboard takes this much.
    const keyboard = hidden > KEYBOARD && viewport.scale === 1;
    this.view.panel.style.setProperty('--top', keyboard ? `${viewport.offsetTop}px` : '0px');
    this.view.panel.style.setProperty('--bottom', keyboard ? `${hidden - viewport.offsetTop}px` : '0px');
  };

  get atBottom() {
    const { scrollHeight, scrollTop, clientHeight } = this.view.scroll;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  toTop() {
    this.pinned = false;
    this.view.scroll.scrollTop = 0;
  }

  toBottom() {
    this.pinned = true;
    this.view.pill.hidden = true;
    this.view.scroll.scrollTop = this.view.scroll.scrollHeight;
  }

  /**
   * Change the log and stay at its end, unless the customer is reading further up.
   * @param {() => void} change
   * @param {boolean} always she wrote it herself, so she wants to see it
   * @param {boolean} [news] show the pill if she is not at the end
   */
  keepBottom(change, always, news = false) {
    const stay = always || this.pinned;
    change();
    if (stay) this.toBottom();
    else if (news) this.view.pill.hidden = false;
  }

  openChanged() {
    const { panel, launcher } = this.view;
    const { open, mode } = this.host;
    const bubble = mode === 'bubble';
    panel.hidden = !open;
    launcher.hidden = !bubble;
    launcher.setAttribute('aria-expanded', String(open));
    panel.setAttribute('role', bubble ? 'dialog' : 'region');
    if (bubble && open !== this.wasOpen && this.host.isConnected) open ? this.focus() : launcher.focus();
    this.wasOpen = open;
  }

  /** To where the customer goes on. */
  focus() {
    // On touch screens the input's focus would throw up the keyboard over the greeting.
    const touch = matchMedia('(pointer: coarse)').matches;
    (touch ? this.view.panel : this.view.input).focus({ preventScroll: true });
  }

  /**
   * On a phone the panel covers the page, so Tab must not wander off behind it.
   * @param {KeyboardEvent} event
   */
  keepFocus(event) {
    if (this.host.mode !== 'bubble' || !matchMedia('(max-width: 560px)').matches) return;
    const all = Array.from(this.view.panel.querySelectorAll(FOCUSABLE)).filter((node) => node.getClientRects().length);
    const edge = /** @type {HTMLElement} */ (event.shiftKey ? all[0] : all[all.length - 1]);
    if (!edge.matches(':focus')) return;
    event.preventDefault();
    /** @type {HTMLElement} */ (event.shiftKey ? all[all.length - 1] : all[0]).focus();
  }
}
