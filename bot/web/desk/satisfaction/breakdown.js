/** How content customers are, by week, by category and by agent. */
import { el, show } from '../parts/dom.js';
import { dayWords } from '../parts/times.js';
import { named, words } from '../parts/words.js';

/** @import { SatisfactionFigures, SatisfactionSummary } from '../types.d.ts' */

const { satisfaction } = words;
const percent = (/** @type {number | null} */ share) => (share === null ? words.none : `${Math.round(100 * share)} %`);

/** @param {HTMLElement} place @param {SatisfactionSummary} found */
export function drawBreakdown(place, { weeks, categories, agents }) {
  show(place, el('div', { class: 'stack' },
    part(satisfaction.byWeek, weeks.filter(({ asked }) => asked).reverse().map((each) => [satisfaction.weekOf(dayWords(new Date(`${each.week}T12:00Z`))), each])),
    part(satisfaction.byCategory, categories.map((each) => [words.categories[/** @type {keyof typeof words.categories} */ (each.category)] ?? named(words.reasons, each.category), each])),
    part(satisfaction.byAgent, agents.map((each) => [each.agent?.name ?? words.nobody, each]))));
}

/** @param {string} title @param {[string, SatisfactionFigures][]} rows */
function part(title, rows) {
  const heads = [satisfaction.average, satisfaction.answered, satisfaction.asked, satisfaction.responseRate, satisfaction.lowShare];
  return el('div', { class: 'table', tabindex: 0, role: 'region', 'aria-label': title }, el('table', {},
    el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, title), heads.map((head) => el('th', { scope: 'col', class: 'fit sum' }, head)))),
    el('tbody', {}, rows.length ? rows.map(([name, figures]) => row(name, figures)) : el('tr', {}, el('td', { colspan: heads.length + 1, class: 'muted' }, satisfaction.empty)))));
}

/** @param {string} name @param {SatisfactionFigures} figures */
const row = (name, { average, rated, asked, response_rate, low_share }) => el('tr', {}, el('th', { scope: 'row' }, name),
  [average?.toFixed(1) ?? words.none, rated, asked, percent(response_rate), percent(low_share)].map((value) => el('td', { class: 'sum number' }, value)));
