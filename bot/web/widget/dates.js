/** Instants in words, in the strings' language and the reader's own time zone. */
/** @import { Strings } from './types.d.ts' */

/** @param {Strings} strings @param {Date} at @param {Intl.DateTimeFormatOptions} parts */
function format({ lang }, at, parts) {
  const year = at.getFullYear() === new Date().getFullYear() ? undefined : 'numeric';
  return new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : lang, { ...parts, year }).format(at);
}

/** @param {Strings} strings @param {string} at */
export function dateTime(strings, at) {
  const month = strings.lang === 'en' ? 'short' : 'long';
  return format(strings, new Date(at), { month, day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** A moment soon to come, by the clocks of whoever named it, as the bot says it too: today's by the hour alone. @param {Strings} strings @param {string} at */
export function when(strings, at) {
  const written = at.slice(0, '2026-11-03T10:00:00'.length); // read as if it were here
  const there = new Date(written);
  const now = new Date(Date.now() + there.getTime() - Date.parse(at));
  return sameDay(there, now) ? clock(there) : dateTime(strings, written);
}

/** @param {Date} at */
export function clock(at) {
  return at.toTimeString().slice(0, 5);
}

/** @param {Date} a @param {Date} b */
export function sameDay(a, b) {
  return a.toDateString() === b.toDateString();
}

/** @param {Strings} strings @param {Date} at */
export function dayName(strings, at) {
  const yesterday = new Date();
  yesterday.setDate(yesterday.getDate() - 1);
  if (sameDay(at, new Date())) return strings.today;
  if (sameDay(at, yesterday)) return strings.yesterday;
  return format(strings, at, { month: 'long', day: 'numeric', weekday: 'long' });
}
