/** Moments in the company's time zone, and how long until or since. */
import { language, timeZone } from './page.js';
import { words } from './words.js';

const locale = language === 'en' ? 'en-GB' : 'zh-CN';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** @param {Intl.DateTimeFormatOptions} options */
const format = (options) => new Intl.DateTimeFormat(locale, { timeZone, ...options });
const clock = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const day = format({ month: language === 'en' ? 'short' : 'long', day: 'numeric' });
const weekday = format({ month: language === 'en' ? 'short' : 'long', day: 'numeric', weekday: 'short' });
const yearly = format({ year: 'numeric', month: language === 'en' ? 'short' : 'long', day: 'numeric' });
const plain = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });

/** @param {Date} at the company's calendar day, as 2026-11-03 */
export const dayOf = (at) => plain.format(at);

/** The day, with its year where it is another one. @param {Date} at */
export const dayWords = (at, now = new Date()) => (dayOf(at).slice(0, 4) === dayOf(now).slice(0, 4) ? day : yearly).format(at);

/** Hour and minute. @param {string | Date} moment */
export const hour = (moment) => clock.format(new Date(moment));

/** The exact moment: day, hour and minute. @param {string | Date} moment */
export function exact(moment) {
  const at = new Date(moment);
  return `${dayWords(at)} ${clock.format(at)}`;
}

/** As short as it can be: the hour today, else the day. @param {string | Date} moment */
export function short(moment, now = new Date()) {
  const at = new Date(moment);
  if (dayOf(at) === dayOf(now)) return clock.format(at);
  return dayOf(at) === dayOf(new Date(now.getTime() - DAY)) ? words.time.yesterday : dayWords(at, now);
}

/** A day as the head of what was said on it. @param {string | Date} moment */
export function dayHead(moment, now = new Date()) {
  const at = new Date(moment);
  if (dayOf(at) === dayOf(now)) return words.time.today;
  return dayOf(at) === dayOf(new Date(now.getTime() - DAY)) ? words.time.yesterday : weekday.format(at);
}

/** A length of time in its largest unit or two. @param {number} ms */
export function length(ms) {
  const minutes = Math.floor(Math.abs(ms) / MINUTE);
  if (minutes < 1) return words.time.seconds(Math.max(1, Math.floor(Math.abs(ms) / 1000)));
  if (minutes < 60) return words.time.minutes(minutes);
  if (minutes < 24 * 60) return words.time.hours(Math.floor(minutes / 60), minutes % 60);
  return words.time.days(Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60));
}

/**
 * The moment a field `datetime-local` means, which knows no zone: the company's.
 * @param {string} typed
 */
export function fromField(typed) {
  const guess = new Date(`${typed}:00Z`);
  const away = new Date(`${asField(guess)}:00Z`).getTime() - guess.getTime();
  return new Date(guess.getTime() - away);
}

/** The same the other way. @param {Date} at */
export const asField = (at) => `${dayOf(at)}T${clock.format(at)}`;
