/** Requests to the customer API, and its refusals. */

/** @import { HttpOptions } from './types.d.ts' */

const TIMEOUT = 15_000;

/** A refusal of the server; its message is fit for the customer. */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {string} code
   * @param {string} message
   * @param {number | null} retryAfter milliseconds
   */
  constructor(status, code, message = '', retryAfter = null) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /** Would the very same request be refused again? */
  get permanent() {
    return this.status >= 400 && this.status < 500 && ![401, 408, 425, 429].includes(this.status);
  }
}

/** Is this the server's word that the customer has to sign in again? @param {unknown} error */
export function isOver(error) {
  return error instanceof ApiError && error.status === 401;
}

/** The server's own words, where it has answered; else ours. @param {unknown} error @param {string} ours */
export function wordsOf(error, ours) {
  return (error instanceof ApiError && error.message) || ours;
}

export class Http {
  /** @param {string} server @param {() => string} locale */
  constructor(server, locale) {
    this.base = `${server.replace(/\/$/, '')}/webhooks/web`;
    this.locale = locale;
  }

  /** @param {string} [token] @returns {Record<string, string>} */
  headers(token) {
    return { 'Accept-Language': this.locale(), ...(token && { Authorization: `Bearer ${token}` }) };
  }

  /**
   * The answer; throws ApiError for a refusal, and what fetch throws for a broken line.
   * @param {string} method
   * @param {string} path
   * @param {HttpOptions} [options]
   */
  async fetch(method, path, { body, token, signal, stream, keepalive } = {}) {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), TIMEOUT);
    if (signal?.aborted) timeout.abort();
    signal?.addEventListener('abort', () => timeout.abort());
    const headers = this.headers(token);
    if (body) headers['Content-Type'] = 'application/json';
    if (stream) headers.Accept = 'text/event-stream';
    try {
      const response = await fetch(this.base + path, {
        method, headers, keepalive, signal: timeout.signal,
        body: body && JSON.stringify(body), credentials: 'omit', cache: 'no-store',
      });
      if (!response.ok) throw problem(response.status, await response.text().catch(() => ''), response.headers.get('Retry-After'));
      return response;
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Upload one file. XMLHttpRequest, because fetch does not tell how far it is.
   * @param {string} token
   * @param {File} file
   * @param {(share: number) => void} onProgress from 0 to 1
   * @param {AbortSignal} signal
   * @returns {Promise<any>}
   */
  upload(token, file, onProgress, signal) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const form = new FormData();
      form.append('file', file);
      request.open('POST', `${this.base}/attachments`);
      for (const [name, value] of Object.entries(this.headers(token))) request.setRequestHeader(name, value);
      request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total);
      request.onload = () => {
        const { status, responseText } = request;
        if (status === 201) resolve(JSON.parse(responseText));
        else reject(problem(status, responseText, request.getResponseHeader('Retry-After')));
      };
      request.onerror = request.onabort = () => reject(new Error('upload'));
      signal.addEventListener('abort', () => request.abort());
      request.send(form);
    });
  }
}

/** @param {number} status @param {string} text @param {string | null} after */
function problem(status, text, after) {
  /** @type {{ code?: string, message?: string }} */
  let error = {};
  try {
    error = JSON.parse(text).error ?? {};
  } catch {
    // A proxy's own page.
  }
  return new ApiError(status, error.code ?? 'unknown', error.message, after ? delay(after) : null);
}

/**
 * Retry-After is either seconds or a date.
 * @param {string} value
 */
function delay(value) {
  const seconds = Number(value);
  return Math.max(0, Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1000) || 1000;
}
