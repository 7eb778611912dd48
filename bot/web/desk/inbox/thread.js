/** The second column: one conversation, live, and the place to write in. */
import { Refused, get, post } from '../parts/api.js';
import { called } from '../parts/called.js';
import { attached } from '../parts/attached.js';
import { el, icon, show, tool } from '../parts/dom.js';
import { face } from '../parts/face.js';
import { keepPlace } from '../parts/keyed.js';
import { me, works } from '../parts/page.js';
import { isNew } from '../parts/shape.js';
import { gathered } from '../parts/soon.js';
import { toast, tried } from '../parts/toast.js';
import { named, words } from '../parts/words.js';
import { Composer } from './composer.js';
import { drawFacts } from './facts.js';
import { entries, entryNode } from './messages.js';
import { Outbox } from './outbox.js';
import { ownerButtons, take } from './ownership.js';

/** @import { Attachment, Message, Packet } from '../types.d.ts' */

const PAGE = 200;
/** How near to its end the log must be to follow what comes. */
const NEAR = 120;

export class Thread {
  /** @type {Packet | null} */
  packet = null;
  /** @type {Message[]} */
  #messages = [];
  #stopped = false;
  #told = 0;

  /**
   * @param {string} id
   * @param {HTMLElement} place
   * @param {HTMLElement} facts
   * @param {{ onMoved: () => void, onFacts: () => void, onBack: () => void }} hooks
   */
  constructor(id, place, facts, hooks) {
    this.id = id;
    this.place = place;
    this.facts = facts;
    this.hooks = hooks;
    this.log = el('ol', { class: 'log', tabindex: 0, 'aria-label': words.inbox.log });
    this.head = el('header', { class: 'thread-head' });
    this.risk = el('div', { class: 'risks', hidden: true });
    this.typing = el('p', { class: 'typing', role: 'status' });
    this.fresh = el('button', { type: 'button', class: 'button fresh', hidden: true, onclick: () => this.#toEnd() }, icon('down'), words.inbox.newMessages);
    this.composer = new Composer(id, {
      language: () => this.packet?.language ?? 'zh',
      onReply: (text, files) => this.outbox.add(text, files),
      onNote: (text) => this.#note(text),
      onTyping: () => void post(`/conversations/${id}/typing`).catch(() => null), // a courtesy: the next one will do
    });
    this.outbox = new Outbox(id, () => this.#drawLog());
    this.log.addEventListener('scroll', () => this.#looked());
    document.addEventListener('visibilitychange', this.#looked);
    show(place, el('div', { class: 'skeleton', 'aria-busy': 'true' }, el('i'), el('i'), el('i'), el('i')));
    show(facts);
    void this.refresh();
  }

  stop() {
    this.#stopped = true;
    this.outbox.stop();
    document.removeEventListener('visibilitychange', this.#looked);
  }

  /** Ask again for what was said and who owns the conversation. */
  refresh = gathered(async () => {
    try {
      const [packet] = await Promise.all([get(`/conversations/${this.id}`), this.#further()]);
      if (this.#stopped) return;
      this.#draw(packet);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (!this.#stopped && !this.packet) this.#failed(error);
    }
  }, 100);

  async #further() {
    for (;;) {
      const after = this.#messages.at(-1)?.sequence ?? 0;
      const { messages } = await get(`/conversations/${this.id}/messages`, { after, limit: PAGE });
      // Two askings may overlap: what is there already is not taken twice.
      const last = this.#messages.at(-1)?.sequence ?? 0;
      this.#messages.push(...messages.filter((/** @type {Message} */ each) => each.sequence > last));
      if (messages.length < PAGE) return;
    }
  }

  /** @param {Refused} error */
  #failed(error) {
    const known = error.status === 404 || error.status === 403;
    show(this.place, el('div', { class: 'empty' }, icon(known ? 'eye' : 'alert'), el('strong', {}, known ? words.inbox.gone : words.problems.load), el('p', {}, known ? '' : error.message),
      !known && el('button', { type: 'button', class: 'button', onclick: () => void this.refresh() }, words.retry)));
  }

  /** @param {Packet} packet */
  #draw(packet) {
    const first = !this.packet;
    this.packet = packet;
    if (first) show(this.place, this.head, this.risk, el('div', { class: 'log-frame' }, this.log, this.fresh), this.typing, works ? this.composer.form : el('p', { class: 'callout' }, words.inbox.reads));
    this.#drawHead(packet);
    drawFacts(this.facts, packet);
    this.#drawLog();
    if (first) this.#toEnd();
    this.#allow(packet);
    this.typing.textContent = packet.customer_typing ? words.inbox.typing : '';
    this.#looked();
  }

  /** @param {Packet} packet */
  #drawHead(packet) {
    const { customer, owner, agent, reason, language, moves, risk } = packet;
    if (!isNew(this.head, [customer?.name, owner, agent, reason, language, moves, risk])) return;
    const name = called(packet.customer);
    const mine = packet.owner === 'agent' && packet.agent?.id === me.id;
    const state = mine ? words.inbox.mine : packet.owner === 'agent' && packet.agent ? words.inbox.with(packet.agent.name) : named(words.inbox.state, packet.owner);
    const focused = this.head.contains(document.activeElement);
    show(
      this.head,
      tool('back', words.inbox.list, { class: 'tool narrow', onclick: this.hooks.onBack }),
      face(packet.customer?.id ?? null, name),
      el('div', { class: 'grow' }, el('h2', {}, name), el('p', { class: 'tiny muted' }, el('span', { class: `dot ${packet.owner}${mine ? ' mine' : ''}` }), [state, packet.reason && named(words.reasons, packet.reason), words.languages[packet.language]].filter(Boolean).join(' · '))),
      ownerButtons(packet, this.#moved),
      tool('panel', words.inbox.showFacts, { class: 'tool', 'aria-controls': 'facts', onclick: this.hooks.onFacts }),
    );
    if (focused) /** @type {HTMLElement | null} */ (this.head.querySelector('.button'))?.focus();
    this.risk.hidden = !packet.risk?.length;
    show(this.risk, icon('shield'), packet.risk?.map((risk) => el('b', {}, named(words.risks, risk))));
  }

  #moved = () => {
    void this.refresh();
    this.hooks.onMoved();
  };

  /** @param {Packet} packet */
  #allow({ owner, agent }) {
    const mine = owner === 'agent' && agent?.id === me.id;
    const why = mine ? '' : owner === 'queue' ? words.inbox.mustTake : owner === 'agent' && agent ? words.inbox.withOther(agent.name) : words.inbox.withBot;
    this.composer.allow(mine, why);
  }

  #drawLog() {
    if (!this.packet) return;
    const atEnd = this.#atEnd;
    const last = this.#messages.at(-1)?.sequence ?? 0;
    this.outbox.arrived(last);
    const before = this.log.childElementCount;
    const told = entries({ messages: this.#messages, notes: this.packet.notes ?? [], pending: this.outbox.items, readUpTo: this.packet.customer_read ?? 0 });
    const tools = { customer: this.packet.customer, attachment: this.#attachment, again: this.outbox.again, discard: this.outbox.discard };
    keepPlace(this.log, told, ({ key }) => key, (entry) => entryNode(entry, tools));
    if (atEnd || this.outbox.items.at(-1)?.state === 'sending') this.#toEnd();
    else if (before && this.log.childElementCount > before) this.fresh.hidden = false;
  }

  get #atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  #toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.fresh.hidden = true;
  }

  /** The customer is told that her words were read, once they were before the eyes of the one who serves her. */
  #looked = () => {
    const last = this.#messages.at(-1)?.sequence ?? 0;
    const mine = this.packet?.owner === 'agent' && this.packet.agent?.id === me.id;
    if (!this.#atEnd || document.hidden) return;
    this.fresh.hidden = true;
    if (!mine || last <= Math.max(this.#told, this.packet?.agent_read ?? 0)) return;
    this.#told = last;
    void post(`/conversations/${this.id}/read`, { sequence: last }).catch(() => (this.#told = 0));
  };

  #attachment = (/** @type {Attachment} */ file) => attached(`/api/v1/conversations/${this.id}/attachments/${file.id}`, file);

  /** @param {string} text */
  async #note(text) {
    const done = await tried(() => post(`/conversations/${this.id}/notes`, { text }), this.composer.button);
    if (!done) return false;
    toast(words.saved);
    void this.refresh();
    return true;
  }

  /** Begin to write. @param {'reply' | 'note'} mode */
  write(mode) {
    if (this.packet && works) this.composer.choose(mode, true);
  }

  /** Take it, if it waits. */
  takeIt() {
    if (this.packet?.owner === 'queue' && works) void take(this.id, 'take', this.#moved, /** @type {HTMLButtonElement | null} */ (this.head.querySelector('.button')));
  }
}
