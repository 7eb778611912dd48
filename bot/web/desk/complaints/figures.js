/** How things stand, above the list; each figure leads to its complaints. */
import { get } from '../parts/api.js';
import { el, find, show } from '../parts/dom.js';
import { me } from '../parts/page.js';
import { words } from '../parts/words.js';

const place = find('.figures');

export async function drawFigures() {
  const found = await get('/figures').catch(() => null); // an ornament: the list tells what is wrong
  if (!found) return;
  const line = (/** @type {string} */ text, /** @type {number | string | null | undefined} */ value, /** @type {string} */ href, alarm = false) =>
    value !== null && value !== undefined && el('a', { href, class: alarm && value ? 'alarm' : '' }, el('b', {}, value), el('span', {}, text));
  const { figures } = words.complaints;
  show(
    place,
    line(figures.open, found.open, '/complaints'),
    line(figures.overdue, found.overdue, '/complaints?overdue=true', true),
    line(figures.unassigned, found.unassigned, '/complaints?assignee=0'),
    line(figures.mine, found.mine, `/complaints?assignee=${me.id}`),
    line(figures.waiting, found.waiting, '/complaints?status=waiting'),
    line(figures.satisfaction, found.satisfaction, '/satisfaction'),
  );
  place.hidden = false;
}
