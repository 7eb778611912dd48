/** A list that keeps its place: what is still there stays the same node, with its focus and its scrolling. */

/** @type {WeakMap<HTMLElement, string>} what each node shows */
const shapes = new WeakMap();

/**
 * @template T
 * @param {HTMLElement} list
 * @param {T[]} items
 * @param {(item: T) => string | number} key
 * @param {(item: T) => HTMLElement} make
 */
export function keepPlace(list, items, key, make) {
  const before = new Map([...list.children].map((node) => [/** @type {HTMLElement} */ (node).dataset.key, /** @type {HTMLElement} */ (node)]));
  const focused = list.contains(document.activeElement) ? document.activeElement?.closest('[data-key]') : null;
  const scrolled = list.scrollTop;
  const nodes = items.map((item) => {
    const name = String(key(item));
    const kept = before.get(name);
    const shape = JSON.stringify(item);
    if (kept && shapes.get(kept) === shape) return kept;
    const made = make(item);
    made.dataset.key = name;
    shapes.set(made, shape);
    return made;
  });
  place(list, nodes);
  list.scrollTop = scrolled;
  if (focused instanceof HTMLElement && !list.contains(document.activeElement)) refocus(list, focused.dataset.key);
}

/** Move only what is out of place: a node that is moved loses its focus. @param {HTMLElement} list @param {HTMLElement[]} nodes */
function place(list, nodes) {
  const wanted = new Set(nodes);
  for (const node of [...list.children]) if (!wanted.has(/** @type {HTMLElement} */ (node))) node.remove();
  nodes.forEach((node, index) => {
    if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null);
  });
}

/** @param {HTMLElement} list @param {string | undefined} key */
function refocus(list, key) {
  const again = [...list.children].find((node) => /** @type {HTMLElement} */ (node).dataset.key === key);
  const target = again?.querySelector('a, button') ?? again;
  if (target instanceof HTMLElement) target.focus({ preventScroll: true });
}
