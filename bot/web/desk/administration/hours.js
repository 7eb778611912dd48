/** Opening hours as the server has them. */
import { get } from '../parts/api.js';
import { el, find, show } from '../parts/dom.js';
import { exact } from '../parts/times.js';
import { tried } from '../parts/toast.js';
import { named, words } from '../parts/words.js';

const { hours } = words.admin;

void tried(() => get('/hours')).then((found) => {
  if (!found) return;
  const span = (/** @type {{ opens: string, closes: string }} */ { opens, closes }) => `${opens}–${closes}`;
  const days = /** @type {{ day: string, spans: { opens: string, closes: string }[] }[]} */ (found.week).map(({ day, spans }) =>
    [el('dt', {}, named(hours.days, day)), el('dd', {}, spans.map(span).join(words.comma) || el('span', { class: 'muted' }, hours.closed))]);
  show(
    find('#rows'),
    el('p', { class: 'callout info' }, hours.from),
    el('div', { class: 'card hours' }, el('dl', { class: 'facts' },
      el('dt', {}, hours.now), el('dd', {}, el('b', {}, found.is_open ? hours.open : hours.shut(found.opens_at ? exact(found.opens_at) : words.none))), days.flat(),
      el('dt', {}, hours.zone), el('dd', {}, found.time_zone), el('dt', {}, hours.calendar), el('dd', {}, found.calendar ? hours.calendarOf(found.calendar) : hours.noCalendar))),
  );
});
