/** The desk's API as the person who is signed in. */
import { token } from './page.js';
import { signedOut } from './leaving.js';
import { words } from './words.js';

/** What the server refused, with its words for it in the person's language. Status 0: it was not reached. */
export class Refused extends Error {
  /** @param {number} status @param {{ code?: string, message?: string, [name: string]: unknown }} problem */
  constructor(status, problem) {
    super(problem.message || (status ? words.problems.server : words.problems.offline));
    this.status = status;
    this.code = problem.code ?? '';
    this.details = problem;
  }
}

/**
 * Ask, and read the JSON that comes back. A person who is no longer signed in is led to the sign-in page.
 * @param {string} method
 * @param {string} path below /api/v1
 * @param {{ body?: object, form?: FormData, signal?: AbortSignal }} [options]
 */
export async function call(method, path, { body, form, signal } = {}) {
  const response = await fetch(`/api/v1${path}`, {
    method,
    signal,
    headers: { accept: 'application/json', ...(method !== 'GET' && { 'x-csrf-token': token }), ...(body && { 'content-type': 'application/json' }) },
    body: body ? JSON.stringify(body) : form,
  }).catch((error) => {
    throw error.name === 'AbortError' ? error : new Refused(0, {});
  });
  if (response.status === 401) signedOut();
  const read = response.status === 204 ? null : await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(response.status, read?.error ?? {});
  return read;
}

/** @param {string} path @param {Record<string, unknown>} [query] what is null, undefined or empty is left out */
export function get(path, query = {}) {
  const asked = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const search = new URLSearchParams(asked.map(([name, value]) => [name, String(value)]));
  return call('GET', asked.length ? `${path}?${search}` : path);
}

/** @param {string} path @param {object} [body] */
export const post = (path, body = {}) => call('POST', path, { body });

/** @param {string} path @param {object} body */
export const put = (path, body) => call('PUT', path, { body });

/** @param {string} path */
export const remove = (path) => call('DELETE', path);
