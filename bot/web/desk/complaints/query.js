/** What the list of complaints shows, kept in the page's address: Back leads to the same list. */

export const FIELDS = /** @type {const} */ (['words', 'status', 'category', 'priority', 'assignee', 'team', 'locale', 'overdue', 'order', 'customer']);

/** @typedef {Partial<Record<typeof FIELDS[number], string>>} Query */

/** @param {string} [search] @returns {Query} */
export function fromAddress(search = location.search) {
  const given = new URLSearchParams(search);
  return Object.fromEntries(FIELDS.flatMap((name) => (given.get(name) ? [[name, given.get(name)]] : [])));
}

/** @param {Query} query */
export function toAddress(query) {
  const asked = new URLSearchParams(/** @type {[string, string][]} */ (Object.entries(query).filter(([, value]) => value)));
  return asked.size ? `/complaints?${asked}` : '/complaints';
}

/** What a saved filter keeps: numbers and switches as such. @param {Query} query */
export function asTerms(query) {
  const { priority, assignee, overdue, ...plain } = query;
  return { ...plain, ...(priority && { priority: Number(priority) }), ...(assignee && { assignee: Number(assignee) }), ...(overdue && { overdue: true }) };
}

/** @param {Record<string, unknown>} terms @returns {Query} */
export const fromTerms = (terms) => Object.fromEntries(Object.entries(terms).map(([name, value]) => [name, String(value)]));
