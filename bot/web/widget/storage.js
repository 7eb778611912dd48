/**
 * What the widget keeps on the device: the session, unsent messages, how far was read.
 * Keys name the server and a hash of the customer, so that nobody meets another's conversation.
 */

/** @import { OutboxItem, StoredSession } from './types.d.ts' */

const PREFIX = 'u-support';

/** Storage may be switched off by the browser; then this lives as long as the page. */
function memory() {
  /** @type {Record<string, string>} */
  const kept = Object.create({
    getItem: (/** @type {string} */ key) => kept[key] ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => (kept[key] = value),
    removeItem: (/** @type {string} */ key) => delete kept[key],
  });
  return /** @type {any} */ (kept);
}

/** @returns {Storage} */
function usable() {
  try {
    localStorage.setItem(PREFIX, '');
    localStorage.removeItem(PREFIX);
    return localStorage;
  } catch {
    return memory();
  }
}

const local = usable();

/**
 * A short stable name for a text (cyrb53): for telling keys apart, not for secrecy.
 * @param {string} text
 */
function hash(text) {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
}

export class Store {
  /** @param {string} server @param {string} subject the customer, empty for a visitor */
  constructor(server, subject) {
    this.root = `${PREFIX}:${hash(new URL(server || '/', location.href).href)}:`;
    this.owner = subject ? hash(subject) : 'anonymous';
    if (subject) this.#claim();
  }

  /** If somebody else was signed in on this device before, remove everything that was left. */
  #claim() {
    const marker = `${this.root}owner`;
    const before = local.getItem(marker);
    if (before && before !== this.owner) this.wipe();
    local.setItem(marker, this.owner);
  }

  /** @param {string} name */
  #key(name) {
    return `${this.root}${this.owner}:${name}`;
  }

  /** @param {string} name @param {unknown} fallback */
  #read(name, fallback) {
    try {
      return JSON.parse(local.getItem(this.#key(name)) ?? '') ?? fallback;
    } catch {
      return fallback;
    }
  }

  /** @param {string} name @param {unknown} value */
  #write(name, value) {
    local.setItem(this.#key(name), JSON.stringify(value));
  }

  /** @returns {StoredSession | null} */
  get session() {
    return this.#read('session', null);
  }

  set session(session) {
    this.#write('session', session);
  }

  /** Does this change of another tab mean that the customer has left there? @param {StorageEvent} event */
  leftIn({ key, newValue }) {
    return (key === null || key === this.#key('session')) && !newValue;
  }

  /** @returns {OutboxItem[]} unsent messages, oldest first */
  get outbox() {
    return this.#read('outbox', []);
  }

  set outbox(items) {
    if (items.length) this.#write('outbox', items);
    else local.removeItem(this.#key('outbox'));
  }

  /** @returns {number} the last sequence the customer has had before her eyes */
  get seen() {
    return this.#read('seen', 0);
  }

  set seen(sequence) {
    this.#write('seen', sequence);
  }

  /** Remove everything that was kept for this server, whoever left it. */
  wipe() {
    for (const key of Object.keys(local)) if (key.startsWith(this.root)) local.removeItem(key);
  }
}
