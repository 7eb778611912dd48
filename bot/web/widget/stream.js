/**
 * Server-sent events over fetch, because EventSource cannot send the bearer token.
 * It reconnects for ever, with back-off and jitter, from the last sequence seen.
 */
import { ApiError } from './http.js';

/** The server pings every 15 s; after three silent pings the line is dead though nobody told us. */
const SILENCE = 45_000;
const LONGEST = 30_000;
/** A server that ends asks all of its streams to come again: not in the same instant. */
const SPREAD = 1_500;

/** @import { ServerEvent, StreamOptions } from './types.d.ts' */

/** Doubling, and spread out so that customers do not all come back at once. @param {number} failures */
export function backoff(failures) {
  const longest = Math.min(LONGEST, 1000 * 2 ** failures);
  return longest / 2 + Math.random() * (longest / 2);
}

/** Wait, unless aborted. @param {number} ms @param {AbortSignal} signal @returns {Promise<void>} */
export function pause(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Turns chunks of text into events; knows nothing of the network. */
export class EventParser {
  #rest = '';

  /** @param {string} chunk @returns {ServerEvent[]} */
  feed(chunk) {
    // A chunk may end between the two characters of a line end, so CR is dropped wherever it is.
    const blocks = (this.#rest + chunk.replace(/\r/g, '')).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    return blocks.map(parseBlock).filter((event) => event.data !== '');
  }
}

/** @param {string} block @returns {ServerEvent} */
function parseBlock(block) {
  /** @type {Record<string, string>} */
  const fields = { event: 'message', data: '' };
  for (const line of block.split('\n')) {
    const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (name === 'data' && fields.data) fields.data += `\n${value}`;
    else if (name) fields[name] = value;
  }
  return { event: fields.event, data: fields.data };
}

export class Stream {
  /** @type {AbortController | null} */
  #life = null;
  /** @type {AbortController | null} */
  #attempt = null;
  /** @type {AbortController | null} */
  #wait = null;

  /** @param {StreamOptions} options */
  constructor({ connect, onEvent, onState }) {
    this.connect = connect;
    this.onEvent = onEvent;
    this.onState = onState;
  }

  start() {
    if (this.#life) return;
    this.#life = new AbortController();
    void this.#run(this.#life.signal);
  }

  stop() {
    this.#life?.abort();
    this.#life = null;
    this.restart();
  }

  /** Drop the line and come back at once, or stop waiting if we were. */
  restart() {
    this.#attempt?.abort();
    this.wake();
  }

  wake() {
    this.#wait?.abort();
  }

  /** @param {AbortSignal} life */
  async #run(life) {
    let failures = 0;
    while (!life.aborted) {
      let error = null;
      let moves = false;
      this.#attempt = new AbortController();
      try {
        // Only data proves the line: some proxies accept and hang up at once, again and again.
        moves = await this.#follow(this.#attempt, () => (failures = 0));
      } catch (reason) {
        error = reason;
      }
      if (life.aborted) return;
      const deliberate = this.#attempt.signal.aborted && !(this.#attempt.signal.reason instanceof Silence);
      if (deliberate) continue;
      if (moves) {
        await pause(Math.random() * SPREAD, life);
        continue;
      }
      this.onState(false, error);
      this.#wait = new AbortController();
      const asked = error instanceof ApiError ? error.retryAfter : null;
      await pause(asked ?? backoff(failures++), this.#wait.signal);
    }
  }

  /**
   * Read one connection to its end; true where the server asked to come again at once.
   * @param {AbortController} attempt
   * @param {() => void} onData
   * @returns {Promise<boolean>}
   */
  async #follow(attempt, onData) {
    const response = await this.connect(attempt.signal);
    const reader = response.body?.getReader();
    if (!reader) throw new Error('no body to stream');
    attempt.signal.addEventListener('abort', () => void reader.cancel().catch(() => undefined));
    this.onState(true, null);
    const parser = new EventParser();
    const decoder = new TextDecoder();
    for (;;) {
      const timer = setTimeout(() => attempt.abort(new Silence()), SILENCE);
      const { done, value } = await reader.read().finally(() => clearTimeout(timer));
      if (done) return false;
      onData();
      for (const event of parser.feed(decoder.decode(value, { stream: true }))) {
        if (event.event === 'closing') return true;
        this.onEvent(event);
      }
    }
  }
}

class Silence extends Error {}
