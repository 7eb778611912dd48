/** Wallet tokens, asked of the page around the frame: one question at a time, and none waits for ever. */

/** What a JWT looks like; the server alone verifies it. */
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const LONGEST = 8192;
/** Milliseconds. */
const TIMEOUT = 10_000;

export class Tokens {
  #id = 0;
  /** @type {{ id: number, answer: Promise<string>, settle: (token: string) => void, timer: number } | null} */
  #question = null;

  /** @param {(id: number) => void} send */
  constructor(send) {
    this.send = send;
  }

  /** A token, or '' if the page has none, says something odd or takes too long. @returns {Promise<string>} */
  ask() {
    this.#question ??= this.#put();
    return this.#question.answer;
  }

  /** @param {unknown} id @param {unknown} token */
  answer(id, token) {
    if (id !== this.#question?.id) return;
    const fits = typeof token === 'string' && token.length <= LONGEST && TOKEN.test(token);
    this.#end(fits ? token : '');
  }

  /** Somebody else, or nobody, is signed in now: an answer on its way must not count any more. */
  drop() {
    this.#end('');
  }

  #put() {
    const id = ++this.#id;
    let settle = (/** @type {string} */ _token) => {};
    /** @type {Promise<string>} */
    const answer = new Promise((resolve) => (settle = resolve));
    const timer = setTimeout(() => this.#end(''), TIMEOUT);
    this.send(id);
    return { id, answer, settle, timer };
  }

  /** @param {string} token */
  #end(token) {
    const question = this.#question;
    this.#question = null;
    clearTimeout(question?.timer);
    question?.settle(token);
  }
}
