/** The customer API's routes, as the customer. */
import { isOver } from './http.js';

/** @import { Attachment, Complaint, ComplaintDetail, HandoffState, HttpOptions, Message, OutboxItem } from './types.d.ts' */
/** @import { Http } from './http.js' */
/** @import { Sessions } from './sessions.js' */

const PAGE = 100;

export class Transport {
  /** @param {Http} http @param {Sessions} sessions */
  constructor(http, sessions) {
    this.http = http;
    this.sessions = sessions;
  }

  /**
   * Do something with a token; once more with another if the server no longer accepts it.
   * @template T
   * @param {(token: string) => Promise<T>} work
   */
  async #signed(work) {
    const { token } = await this.sessions.get();
    try {
      return await work(token);
    } catch (error) {
      if (!isOver(error)) throw error;
      return work((await this.sessions.get(token)).token);
    }
  }

  /**
   * @param {string} method
   * @param {() => string} path asked again after a renewal, which may have changed the conversation
   * @param {HttpOptions} [options]
   */
  request(method, path, options = {}) {
    return this.#signed((token) => this.http.fetch(method, path(), { ...options, token }));
  }

  /** @param {string} path */
  async #read(path) {
    return (await this.request('GET', () => path)).json();
  }

  /**
   * Send one message. Safe to repeat: the server knows it by its client_message_id.
   * @param {OutboxItem} item
   * @returns {Promise<{ id: string, sequence: number }>}
   */
  async send({ client_message_id, text, choice_id, attachments }) {
    const ids = attachments?.map(({ id }) => id);
    const said = choice_id ? { choice_id } : { ...(text && { text }), ...(ids && { attachments: ids }) };
    return (await this.request('POST', () => '/messages', { body: { client_message_id, ...said } })).json();
  }

  /**
   * Every message after a sequence, page by page.
   * @param {() => number} after
   * @param {(message: Message) => void} receive
   */
  async history(after, receive) {
    for (;;) {
      const path = () => `/messages?after=${after()}&limit=${PAGE}`;
      const { messages } = await (await this.request('GET', path)).json();
      messages.forEach(receive);
      if (messages.length < PAGE) return;
    }
  }

  /** @returns {Promise<Complaint[]>} */
  async complaints() {
    return (await this.#read(`/complaints?locale=${this.http.locale()}`)).complaints;
  }

  /** @param {string} number @returns {Promise<ComplaintDetail>} */
  complaint(number) {
    return this.#read(`/complaints/${encodeURIComponent(number)}?locale=${this.http.locale()}`);
  }

  /** Ask for a person, or go back to the bot. @param {boolean} wanted @returns {Promise<Pick<HandoffState, 'owner'>>} */
  async handoff(wanted) {
    return (await this.request(wanted ? 'POST' : 'DELETE', () => '/handoff')).json();
  }

  /** That she has seen up to a sequence; without one, that she is typing. @param {number} [sequence] */
  tell(sequence) {
    return sequence ? this.request('POST', () => '/read', { body: { sequence } }) : this.request('POST', () => '/typing');
  }

  /** @param {string} locale */
  chooseLocale(locale) {
    return this.request('PUT', () => '/locale', { body: { locale } });
  }

  /** @param {File} file @param {(share: number) => void} onProgress @param {AbortSignal} signal @returns {Promise<Attachment>} */
  upload(file, onProgress, signal) {
    return this.#signed((token) => this.http.upload(token, file, onProgress, signal));
  }

  /** @param {string} id */
  async attachment(id) {
    return (await this.request('GET', () => `/attachments/${encodeURIComponent(id)}`)).blob();
  }
}
