/** Drawing only what has changed: what stays keeps its focus, and what was folded out stays so. */

/** @type {WeakMap<Element, string>} */
const shapes = new WeakMap();

/** Whether a place shows something else than this; it is taken to show this from now on. @param {Element} place @param {unknown} value */
export function isNew(place, value) {
  const shape = JSON.stringify(value);
  if (shapes.get(place) === shape) return false;
  shapes.set(place, shape);
  return true;
}
