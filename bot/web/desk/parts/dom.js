/** Building DOM: text goes in as text nodes, never as markup. */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * @typedef {Node | string | number | null | undefined | false} Child
 */

/**
 * Create an element. Attributes that are null or false are left out, true becomes an
 * empty attribute, and `on…` functions become listeners.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') node.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  fill(node, ...children);
  return node;
}

/** Put children at an element's end. @param {Element} node @param {...(Child | Child[])} children */
export function fill(node, ...children) {
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false && child !== '') node.append(child instanceof Node ? child : String(child));
  }
}

/** Show these and nothing else in an element. @param {Element} node @param {...(Child | Child[])} children */
export function show(node, ...children) {
  node.replaceChildren();
  fill(node, ...children);
}

/** A decorative icon, hidden from assistive technology. @param {string} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `/desk/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** A button that is an icon, with its name spoken and shown on hover. @param {string} name @param {string} text @param {Record<string, unknown>} attributes */
export function tool(name, text, attributes = {}) {
  return el('button', { type: 'button', class: 'tool', 'aria-label': text, title: text, ...attributes }, icon(name));
}

/**
 * An element of the page that its template is known to hold.
 * @template {HTMLElement} [E=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} [place]
 * @returns {E}
 */
export function find(selector, place = document) {
  const found = place.querySelector(selector);
  if (!found) throw new Error(`no ${selector} on this page`);
  return /** @type {E} */ (found);
}
