/** A form of the pages before the sign-in: sent as JSON, what went wrong is said below its fields. */

/** @typedef {{ status: number, body: any }} Answer */

/** @type {HTMLFormElement} */
export const form = /** @type {any} */ (document.querySelector('#form'));
const problem = /** @type {HTMLElement} */ (document.querySelector('#problem'));

/** Say what went wrong; nothing takes the message away. @param {string} [words] */
export function complain(words = '') {
  problem.hidden = !words;
  problem.textContent = words;
}

/** Ask the desk's API, in the language of this page. @param {string} path @param {RequestInit & { headers?: Record<string, string> }} [options] @returns {Promise<Answer>} */
export async function ask(path, options = {}) {
  try {
    const response = await fetch(`/api/v1${path}`, { ...options, headers: { 'accept-language': document.documentElement.lang, ...options.headers } });
    return { status: response.status, body: await response.json().catch(() => ({})) };
  } catch {
    return { status: 0, body: { error: { code: 'offline', message: document.body.dataset.offline } } };
  }
}

/** Send something. @param {string} method @param {string} path @param {unknown} body @param {string} [csrf] */
export const send = (method, path, body, csrf) => ask(path, {
  method,
  headers: { 'content-type': 'application/json', ...(csrf && { 'x-csrf-token': csrf }) },
  body: JSON.stringify(body),
});

/** Do this when the form is sent; meanwhile its button waits. @param {(given: Record<string, string>) => Promise<void>} act */
export function onSubmit(act) {
  const button = /** @type {HTMLButtonElement} */ (form.querySelector('button'));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (button.classList.contains('busy')) return;
    button.classList.add('busy');
    complain();
    await act(/** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form))));
    button.classList.remove('busy');
  });
}

/** Go on, signed in: to the second factor where it is missing. @param {{ enrol: boolean }} me @param {string} next */
export const goOn = ({ enrol }, next = '/') => location.replace(enrol ? '/second-factor' : next);
