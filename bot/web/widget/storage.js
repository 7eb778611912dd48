/**
 * What the widget keeps on the device: the session, unsent messages, how far was read.
 * Keys name the server and a hash of the customer, so that nobody meets another's conversation.
 */

/** @import { OutboxItem, Session } from './types.d.ts' */

const PREFIX = 'u-support';
const ANONYMOUS = 'anonymous';

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

/** @param {() => Storage} open @returns {Storage} */
function usable(open) {
  try {
    const storage = open();
    storage.setItem(PREFIX, '');
    storage.removeItem(PREFIX);
    return storage;
  } catch {
    return memory();
  }
}

const local = usable(() => localStorage);
const tab = usable(() => sessionStorage);

/** @param {string} prefix */
function removeAll(prefix) {
  for (const each of [local, tab]) {
    for (const key of Object.keys(each)) if (key.startsWith(prefix)) each.removeItem(key);
  }
}

/**
 * A short stable name for a text (cyrb53): for telling keys apart, not for secrecy.
 * @param {string} text
 */
export function hash(text) {
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

/**
 * Who a wallet token speaks for. Read only to keep devices tidy; the server alone verifies it.
 * @param {string} token
 */
export function subjectOf(token) {
  try {
    const payload = token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/');
    const bytes = Uint8Array.from(atob(payload), (char) => char.charCodeAt(0));
    return String(JSON.parse(new TextDecoder().decode(bytes)).sub);
  } catch {
    // An unreadable token still must not share a drawer with anybody else.
    return token;
  }
}

export class Store {
  /** @param {string} server @param {string} walletToken empty for an anonymous visitor */
  constructor(server, walletToken) {
    this.root = `${PREFIX}:${hash(new URL(server || '/', location.href).href)}:`;
    this.owner = walletToken ? hash(subjectOf(walletToken)) : ANONYMOUS;
    /** A signed-in session ends with its tab; a visitor's survives, he has nothing else to come back with. */
    this.area = walletToken ? tab : local;
    if (walletToken) this.claim();
  }

  /** If somebody else was signed in on this device before, remove everything that was left. */
  claim() {
    const marker = `${this.root}owner`;
    const before = local.getItem(marker);
    if (before && before !== this.owner) removeAll(this.root);
    local.setItem(marker, this.owner);
  }

  /** @param {string} name */
  key(name) {
    return `${this.root}${this.owner}:${name}`;
  }

  /** @returns {Session | null} the session, unless its time is over */
  get session() {
    const session = read(this.area.getItem(this.key('session')), null);
    return session && Date.parse(session.expires_at) > Date.now() ? session : null;
  }

  set session(session) {
    if (session) this.area.setItem(this.key('session'), JSON.stringify(session));
    else this.area.removeItem(this.key('session'));
  }

  /** @returns {OutboxItem[]} unsent messages, oldest first */
  get outbox() {
    return read(local.getItem(this.key('outbox')), []);
  }

  set outbox(items) {
    if (items.length) local.setItem(this.key('outbox'), JSON.stringify(items));
    else local.removeItem(this.key('outbox'));
  }

  /** @returns {number} the last sequence the customer has had before her eyes */
  get seen() {
    return Number(this.area.getItem(this.key('seen')) ?? 0);
  }

  set seen(sequence) {
    this.area.setItem(this.key('seen'), String(sequence));
  }

  /** Remove what this owner left. */
  wipe() {
    removeAll(this.key(''));
  }
}

/** @param {string | null} json @param {unknown} fallback */
function read(json, fallback) {
  try {
    return json ? JSON.parse(json) : fallback;
  } catch {
    return fallback;
  }
}
