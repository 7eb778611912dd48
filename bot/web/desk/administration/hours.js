/** Opening hours as the server has them. */
import { get } from '../parts/api.js';
import { el, find, show } from '../parts/dom.js';
import { exact } from '../parts/times.js';
import { tried } from '../parts/toast.js';
import { words } from '../parts/words.js';

const { hours } = words.admin;

void tried(() => get('/hours')).then((found) => {
  if (!found) return;
  const days = Object.entries(hours.days).map(([name, text]) => [el('dt', {}, text), el('dd', {}, (found.days?.[name] ?? []).map((/** @type {[string, string]} */ [from, to]) => `${from}–${to}`).join(words.comma) || el('span', { class: 'muted' }, hours.closed))]);
  show(
    find('#rows'),
    el('p', { class: 'callout info' }, hours.from),
    el('div', { class: 'card hours' }, el('dl', { class: 'facts' },
      el('dt', {}, hours.now), el('dd', {}, el('b', {}, found.open ? hours.open : hours.shut(found.opens_at ? exact(found.opens_at) : words.none))), days.flat(),
      el('dt', {}, hours.zone), el('dd', {}, found.time_zone), el('dt', {}, hours.calendar), el('dd', {}, found.holiday_calendar ? hours.calendarOf(found.holiday_calendar) : hours.noCalendar))),
  );
});
