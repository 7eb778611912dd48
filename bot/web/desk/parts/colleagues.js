/** The people one can pass work on to. */
import { get } from './api.js';
import { el } from './dom.js';
import { me } from './page.js';
import { tried } from './toast.js';
import { words } from './words.js';

/** @import { Colleague } from '../types.d.ts' */

/** @returns {Promise<Colleague[]>} oneself first, then those on duty */
export async function askColleagues() {
  const found = /** @type {Colleague[]} */ ((await tried(() => get('/colleagues')))?.colleagues ?? []);
  const rank = (/** @type {Colleague} */ each) => (each.id === me.id ? 0 : each.on_duty ? 1 : 2);
  return found.filter(({ role }) => role !== 'auditor').sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

/** @param {Colleague[]} people */
export const colleagueOptions = (people) => people.map((each) => el('option', { value: each.id }, [each.id === me.id ? `${each.name}（${words.me}）` : each.name, each.team].filter(Boolean).join(' · ')));
