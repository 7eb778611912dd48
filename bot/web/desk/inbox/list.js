/** The first column: who waits, who is mine, who is with others. It keeps its place when it changes. */
import { get } from '../parts/api.js';
import { el, find, icon, show } from '../parts/dom.js';
import { keepPlace } from '../parts/keyed.js';
import { gathered } from '../parts/soon.js';
import { exact, length } from '../parts/times.js';
import { tried } from '../parts/toast.js';
import { words } from '../parts/words.js';
import { onQueue } from '../shell/queue.js';
import { setDuty } from '../shell/duty.js';
import { rowNode } from './row.js';

/** @import { Queue, Row } from '../types.d.ts' */

/** @typedef {'queue' | 'me' | 'others'} Tab */

const PAGE = 50;

export class List {
  /** @type {Tab} */
  tab = 'queue';
  /** @type {Queue | null} */
  queue = null;
  /** @type {{ me: Row[], others: Row[] }} */
  #rows = { me: [], others: [] };
  /** @type {{ me: string | null, others: string | null }} */
  #following = { me: null, others: null };
  #selected = '';

  /** @param {HTMLElement} place @param {(id: string) => void} onOpen */
  constructor(place, onOpen) {
    this.list = find('.rows', place);
    this.empty = find('.empty-list', place);
    this.status = find('.availability', place);
    this.search = /** @type {HTMLInputElement} */ (find('input[type=search]', place));
    this.owner = /** @type {HTMLSelectElement} */ (find('select', place));
    this.more = /** @type {HTMLButtonElement} */ (find('.pager .button', place));
    this.tabs = /** @type {HTMLElement[]} */ ([...place.querySelectorAll('[role=tab]')]);
    this.list.addEventListener('click', (event) => this.#clicked(event, onOpen));
    for (const tab of this.tabs) tab.addEventListener('click', () => this.choose(/** @type {Tab} */ (tab.dataset.tab)));
    find('[role=tablist]', place).addEventListener('keydown', (event) => this.#turn(event));
    this.search.addEventListener('input', () => this.draw());
    this.owner.addEventListener('change', () => void this.refresh());
    this.more.addEventListener('click', () => void this.#further());
    onQueue((queue) => this.#queued(queue));
  }

  /** Ask again for what the list shows, several askings at once being one. */
  refresh = gathered(() => this.#load());

  async #load() {
    const asked = [this.#page('me', 'me')];
    if (this.tab === 'others') asked.push(this.#page('others', this.owner.value));
    await Promise.all(asked);
    this.draw();
  }

  /** @param {'me' | 'others'} tab @param {string} owner */
  async #page(tab, owner) {
    const found = await tried(() => get('/conversations', { owner, limit: Math.max(PAGE, this.#rows[tab].length) }));
    if (!found) return;
    this.#rows[tab] = found.conversations;
    this.#following[tab] = found.following ?? null;
  }

  async #further() {
    const tab = this.tab === 'others' ? 'others' : 'me';
    const found = await tried(() => get('/conversations', { owner: tab === 'me' ? 'me' : this.owner.value, after: this.#following[tab], limit: PAGE }), this.more);
    if (!found) return;
    this.#rows[tab].push(...found.conversations);
    this.#following[tab] = found.following ?? null;
    this.draw();
  }

  /** @param {Queue} queue */
  #queued(queue) {
    this.queue = queue;
    this.draw();
  }

  /** @param {Tab} tab */
  choose(tab) {
    if (this.tab !== tab) this.list.scrollTop = 0;
    this.tab = tab;
    for (const each of this.tabs) {
      each.setAttribute('aria-selected', String(each.dataset.tab === tab));
      each.tabIndex = each.dataset.tab === tab ? 0 : -1;
    }
    this.owner.hidden = tab !== 'others';
    this.draw();
    void this.refresh();
  }

  /** @param {KeyboardEvent} event */
  #turn(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = this.tabs.findIndex(({ dataset }) => dataset.tab === this.tab);
    const to = this.tabs[(at + step + this.tabs.length) % this.tabs.length];
    this.choose(/** @type {Tab} */ (to.dataset.tab));
    to.focus();
  }

  /** Mark what is open at the right. @param {string} id */
  select(id) {
    this.#selected = id;
    this.draw();
  }

  /** @returns {Row[]} */
  get rows() {
    const rows = this.tab === 'queue' ? (this.queue?.waiting ?? []) : this.#rows[this.tab];
    const wanted = this.search.value.trim().toLowerCase();
    return wanted ? rows.filter((row) => [row.customer?.name, row.customer?.id, row.preview, row.last_message?.text].some((text) => text?.toLowerCase().includes(wanted))) : rows;
  }

  draw() {
    const waiting = this.tab === 'queue';
    const counts = { queue: this.queue?.waiting.length ?? 0, me: this.#rows.me.filter(({ unread }) => unread).length, others: 0 };
    for (const each of this.tabs) find('.badge', each).textContent = counts[/** @type {Tab} */ (each.dataset.tab)] ? String(counts[/** @type {Tab} */ (each.dataset.tab)]) : '';
    keepPlace(this.list, this.rows.map((row) => ({ row, selected: row.conversation_id === this.#selected, waiting })),
      ({ row }) => row.conversation_id, ({ row, ...shown }) => rowNode(row, shown));
    this.more.hidden = waiting || !this.#following[this.tab === 'me' ? 'me' : 'others'];
    this.#drawStatus();
    this.#drawEmpty();
  }

  #drawStatus() {
    const { availability, expected_wait_seconds: wait } = this.queue ?? {};
    if (!availability) return;
    const { kind, opens_at: opens } = availability;
    const said = kind === 'staffed' ? words.inbox.open : kind === 'unstaffed' ? words.inbox.unstaffed : opens ? words.inbox.closed(exact(opens)) : words.inbox.closedNow;
    this.status.dataset.kind = kind;
    show(this.status, said, wait ? ` · ${words.inbox.expected(length(Math.max(wait, 60) * 1000))}` : '');
  }

  #drawEmpty() {
    const rows = this.rows.length;
    this.empty.hidden = rows > 0 || (this.tab === 'queue' && !this.queue);
    if (this.empty.hidden) return;
    const off = find('.duty').dataset.on !== 'true';
    const [title, text] = this.search.value.trim() ? [words.inbox.emptyFound, ''] : {
      queue: [words.inbox.emptyQueue, off ? words.inbox.emptyQueueOff : words.inbox.emptyQueueText],
      me: [words.inbox.emptyMine, words.inbox.emptyMineText],
      others: [words.inbox.emptyOthers, ''],
    }[this.tab];
    const duty = this.tab === 'queue' && off && el('button', { type: 'button', class: 'button', onclick: () => void setDuty(true).then(() => this.draw()) }, words.inbox.goOnDuty);
    show(this.empty, icon('inbox'), el('strong', {}, title), text && el('p', {}, text), duty);
  }

  /** Move the focus through the list. @param {1 | -1} step */
  move(step) {
    const links = /** @type {HTMLElement[]} */ ([...this.list.querySelectorAll('a')]);
    const focused = links.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const at = focused >= 0 ? focused : links.findIndex((link) => link.hasAttribute('aria-current'));
    const to = links[Math.min(links.length - 1, Math.max(0, at + step))];
    to?.focus();
    to?.scrollIntoView({ block: 'nearest' });
  }

  /** @param {MouseEvent} event @param {(id: string) => void} onOpen */
  #clicked(event, onOpen) {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    onOpen(/** @type {HTMLElement} */ (link.closest('[data-key]')).dataset.key ?? '');
  }
}

