/** Building DOM: text goes in as text nodes, never as markup. */

const SVG = 'http://www.w3.org/2000/svg';

/** @type {Record<string, string>} */
const PATHS = {
  chat: 'M4.5 6.5a2 2 0 0 1 2-2h11a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H11l-4.5 3.5v-3.5a2 2 0 0 1-2-2zM8.5 9h7M8.5 12.2h4.5',
  close: 'M6 6l12 12M18 6L6 18',
  down: 'M6 9.5l6 6 6-6',
  back: 'M14.5 5.5L8 12l6.5 6.5',
  more: 'M5.5 12h.01M12 12h.01M18.5 12h.01',
  send: 'M12 19V5.5M6 11l6-6 6 6',
  person: 'M12 12a3.75 3.75 0 1 0 0-7.5 3.75 3.75 0 0 0 0 7.5zM4.75 19.5c.9-3.1 3.8-4.75 7.25-4.75s6.35 1.65 7.25 4.75',
  list: 'M7 4.5h10a1.5 1.5 0 0 1 1.5 1.5v13.5L15 17.6l-3 1.9-3-1.9-3.5 1.9V6A1.5 1.5 0 0 1 7 4.5zM9 9h6M9 12.5h4',
  globe: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM4 12h16M12 4c2.4 2.2 3.5 4.9 3.5 8s-1.1 5.8-3.5 8c-2.4-2.2-3.5-4.9-3.5-8s1.1-5.8 3.5-8z',
  leave: 'M14 5H7a1.5 1.5 0 0 0-1.5 1.5v11A1.5 1.5 0 0 0 7 19h7M10.5 12h9M16.5 8.5L20 12l-3.5 3.5',
  alert: 'M12 8.5v4M12 15.7h.01M12 4.2l8.2 14.3H3.8z',
  info: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 11.2v4.3M12 8.4h.01',
  chevron: 'M9.5 6l6 6-6 6',
  clip: 'M19 11.5l-7.3 7.2a4.6 4.6 0 0 1-6.5-6.5l7.6-7.5a3.1 3.1 0 0 1 4.4 4.3l-7.6 7.5a1.5 1.5 0 0 1-2.2-2.1l7-7',
  file: 'M13.5 4H7.5A1.5 1.5 0 0 0 6 5.5v13A1.5 1.5 0 0 0 7.5 20h9a1.5 1.5 0 0 0 1.5-1.5V8.5zM13.5 4v4.5H18M9 12.5h6M9 16h4',
  read: 'M3.5 12.5l4 4L16 8M11.5 16l.5.5L20.5 8',
  download: 'M12 4.5v10.5M7.5 11l4.5 4.5 4.5-4.5M5.5 19.5h13',
};

/**
 * Create an element. Attributes that are null or false are left out, true becomes an
 * empty attribute, and `on…` functions become listeners.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') {
      node.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    } else {
      node.setAttribute(name, value === true ? '' : String(value));
    }
  }
  for (const child of children) if (child) node.append(child);
  return node;
}

/**
 * A decorative icon, hidden from assistive technology.
 * @param {string} name
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}

/** @param {string} name @param {Record<string, unknown>} attributes */
export function iconButton(name, attributes) {
  return el('button', { type: 'button', ...attributes }, icon(name));
}

/**
 * Give a button both a spoken label and a tooltip.
 * @param {Element} node
 * @param {string} text
 */
export function label(node, text) {
  node.setAttribute('aria-label', text);
  node.setAttribute('title', text);
}

/**
 * Put a text on the clipboard, where web views and plain http have no API for it, by selection.
 * @param {string} text
 * @param {ParentNode & Node} place
 * @returns {Promise<boolean>}
 */
export async function copy(text, place) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = el('textarea', { class: 'sr-only', readonly: true });
    field.value = text;
    place.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    return done;
  }
}
