/** What is being written, one draft for each place, kept in this tab alone and forgotten at sign-out. */

const PREFIX = 'desk-draft:';

/** @param {string} place */
export const draft = (place) => sessionStorage.getItem(PREFIX + place) ?? '';

/** @param {string} place @param {string} text */
export function keepDraft(place, text) {
  if (text.trim()) sessionStorage.setItem(PREFIX + place, text);
  else sessionStorage.removeItem(PREFIX + place);
}
