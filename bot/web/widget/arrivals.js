/** What comes from the server, each once and in order: messages, who has the conversation, who is typing. */
import { COMPLAINT_NUMBER } from './markdown.js';

/** @import { ComplaintDetail, HandoffState, Hooks, Message, ServerEvent } from './types.d.ts' */

/** Dots that outlive a lost reply would be a lie; an agent's pause is over sooner. Milliseconds. */
const BOT_TYPES = 20_000;
const AGENT_TYPES = 6_000;
/** A complaint this young, counted from the message that names it, is the one just filed. Milliseconds. */
const JUST_FILED = 120_000;

export class Arrivals {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #dots;
  /** @type {Set<string>} */
  #complaints = new Set();
  #lastReply = 0;
  last = 0;
  /** @type {HandoffState} */
  state = { owner: 'bot', agent_name: null };

  /** @param {Hooks} hooks @param {(number: string) => Promise<ComplaintDetail>} complaint */
  constructor(hooks, complaint) {
    this.hooks = hooks;
    this.complaint = complaint;
  }

  /** @param {ServerEvent} event */
  event({ event, data }) {
    try {
      const content = JSON.parse(data);
      if (event === 'message') this.receive(content, true);
      if (event === 'typing') this.#typing(AGENT_TYPES);
      if (event === 'state') this.owned(content);
    } catch (error) {
      // One broken event must not cost the line.
      console.warn('support-widget: event not understood', error);
    }
  }

  /** @param {HandoffState} state */
  owned({ owner, agent_name }) {
    if (owner === this.state.owner && agent_name === this.state.agent_name) return;
    this.state = { owner, agent_name };
    this.hooks.onState(this.state);
  }

  /** @param {Message} message @param {boolean} live */
  receive(message, live) {
    if (message.sequence <= this.last) return;
    this.last = message.sequence;
    if (message.author !== 'customer') {
      this.#lastReply = message.sequence;
      this.#typing(0);
    }
    this.hooks.onMessage(message, live);
    void this.#watchForComplaint(message, live);
  }

  /** The server has a message. The reply may have overtaken that news; and a person does not type at once. @param {number} sequence */
  sent(sequence) {
    if (sequence > this.#lastReply && this.state.owner === 'bot') this.#typing(BOT_TYPES);
  }

  /** Another conversation begins. */
  reset() {
    this.last = this.#lastReply = 0;
    this.owned({ owner: 'bot', agent_name: null });
    this.#typing(0);
  }

  /** @param {number} ms how long to believe it; 0 for no longer */
  #typing(ms) {
    clearTimeout(this.#dots);
    if (ms) this.#dots = setTimeout(() => this.hooks.onTyping(false), ms);
    this.hooks.onTyping(ms > 0);
  }

  /**
   * A number we have not met: a new complaint, or an old one asked after? The server tells.
   * @param {Message} message
   * @param {boolean} live
   */
  async #watchForComplaint({ text, author, created_at }, live) {
    const number = COMPLAINT_NUMBER.exec(text)?.[0];
    if (!number || this.#complaints.has(number)) return;
    this.#complaints.add(number);
    if (!live || author === 'customer') return;
    const complaint = await this.complaint(number).catch(() => null);
    if (!complaint || Math.abs(Date.parse(created_at) - Date.parse(complaint.created_at)) > JUST_FILED) return;
    this.hooks.onComplaintFiled({ number, category: complaint.category });
  }
}
