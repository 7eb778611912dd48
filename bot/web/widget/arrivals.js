/** What comes from the server, each once and in order: messages, who has the conversation, who is typing. */
import { COMPLAINT_NUMBER } from './markdown.js';

/** @import { ComplaintDetail, HandoffState, Hooks, Message, ServerEvent } from './types.d.ts' */

/** Dots that outlive a lost reply, or a lost line, would be a lie. Milliseconds. */
const LONGEST_DOTS = 20_000;
/** A complaint this young, counted from the message that names it, is the one just filed. Milliseconds. */
const JUST_FILED = 120_000;

/** @type {HandoffState} */
const BEGINNING = {
  owner: 'bot', agent_name: null, place: null, expected_wait_seconds: null,
  availability: { kind: 'staffed', opens_at: null }, agent_typing: false, agent_read: 0,
};

export class Arrivals {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #dots;
  /** @type {Set<string>} */
  #complaints = new Set();
  #lastReply = 0;
  last = 0;
  /** @type {HandoffState} */
  state = BEGINNING;

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
      if (event === 'state') this.stand(content);
    } catch (error) {
      // One broken event must not cost the line.
      console.warn('support-widget: event not understood', error);
    }
  }

  /** How things stand now; what is left out stays. @param {Partial<HandoffState>} news */
  stand(news) {
    const before = this.state;
    this.state = { ...before, ...news };
    if (this.state.agent_typing !== before.agent_typing) this.#typing(this.state.agent_typing);
    this.hooks.onState(this.state, before);
  }

  /** @param {Message} message @param {boolean} live */
  receive(message, live) {
    if (message.sequence <= this.last) return;
    this.last = message.sequence;
    if (message.author !== 'customer') {
      this.#lastReply = message.sequence;
      this.#typing(false);
    }
    this.hooks.onMessage(message, live);
    void this.#watchForComplaint(message, live);
  }

  /** The server has a message. The reply may have overtaken that news; and a person does not type at once. @param {number} sequence */
  sent(sequence) {
    if (sequence > this.#lastReply && this.state.owner === 'bot') this.#typing(true);
  }

  /** Another conversation begins. */
  reset() {
    this.last = this.#lastReply = 0;
    this.stand(BEGINNING);
    this.#typing(false);
  }

  /** @param {boolean} on */
  #typing(on) {
    clearTimeout(this.#dots);
    if (on) this.#dots = setTimeout(() => this.hooks.onTyping(false), LONGEST_DOTS);
    this.hooks.onTyping(on);
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
