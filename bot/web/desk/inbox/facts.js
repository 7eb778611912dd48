/** The third column: who the customer is, why she is here, what is known of her case. */
import { deadlineClock } from '../parts/clock.js';
import { el, icon, show } from '../parts/dom.js';
import { isNew } from '../parts/shape.js';
import { exact } from '../parts/times.js';
import { named, words } from '../parts/words.js';

/** @import { Packet, PacketComplaint, Transaction } from '../types.d.ts' */

/** @param {HTMLElement} place @param {Packet} packet */
export function drawFacts(place, packet) {
  const { customer: who, reason, waiting_since: since, agent, deadline, transactions: spoken, wallet_away: away, complaints: hers, steps: done, conversation_id: id } = packet;
  if (!isNew(place, [id, who, reason, since, agent, deadline, spoken, away, hers, done])) return;
  show(place, customer(packet), why(packet), transactions(packet), complaints(packet), steps(packet.steps ?? []));
}

/** @param {string} title @param {import('../parts/dom.js').Child[]} children */
const section = (title, ...children) => el('section', {}, el('h3', {}, title), ...children);

/** @param {[string, import('../parts/dom.js').Child][]} lines */
const list = (lines) => el('dl', { class: 'facts' }, lines.filter(([, value]) => value !== null && value !== undefined && value !== '').map(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]).flat());

/** @param {Packet} packet */
function customer({ customer: who, language }) {
  const { fact } = words.inbox;
  if (!who) return section(words.inbox.section.customer, el('p', { class: 'muted small' }, words.inbox.notSigned), list([[fact.language, words.languages[language]]]));
  return section(words.inbox.section.customer, list([
    [fact.id, el('span', { class: 'code' }, who.id)], [fact.phone, who.phone], [fact.email, who.email], [fact.level, who.level && named(words.inbox.levels, who.level)], [fact.state, who.state],
    [fact.language, words.languages[language]],
  ]));
}

/** @param {Packet} packet */
function why({ reason, waiting_since: since, agent, deadline }) {
  const { fact } = words.inbox;
  return section(words.inbox.section.why, list([
    [fact.reason, reason && named(words.reasons, reason)], [fact.since, since && exact(since)], [fact.agent, agent?.name],
    [words.inbox.section.deadline, deadline && deadlineClock(deadline, { moment: true })],
  ]));
}

/** @param {Packet} packet */
function transactions({ transactions: found = [], wallet_away: away }) {
  if (away) return section(words.inbox.section.transactions, el('p', { class: 'callout warn' }, words.inbox.walletAway));
  if (!found.length) return section(words.inbox.section.transactions, el('p', { class: 'muted small' }, words.inbox.noTransactions));
  const row = (/** @type {Transaction} */ each) => el(
    'tr',
    {},
    el('td', {}, el('span', { class: 'lead' }, each.label ?? each.kind), el('span', { class: 'muted tiny' }, exact(each.at))),
    el('td', { class: 'sum' }, el('span', { class: 'lead' }, each.amount), el('span', { class: `tiny ${each.failed ? 'bad' : 'muted'}` }, each.state_label ?? each.state)),
  );
  return section(words.inbox.section.transactions, el('table', { class: 'compact', 'aria-label': words.inbox.section.transactions }, el('tbody', {}, found.map(row))));
}

/** @param {Packet} packet */
function complaints({ complaints: found }) {
  const open = found?.open ?? [];
  const past = found?.past ?? [];
  if (!open.length && !past.length) return section(words.inbox.section.complaints, el('p', { class: 'muted small' }, words.inbox.noComplaints));
  return section(
    words.inbox.section.complaints,
    el('ul', { class: 'links' }, open.map(complaint)),
    past.length > 0 && el('details', {}, el('summary', {}, `${words.inbox.pastComplaints} (${past.length})`), el('ul', { class: 'links' }, past.map(complaint))),
  );
}

/** @param {PacketComplaint} each */
const complaint = ({ number, category, status, next_deadline: next }) => el('li', {}, el(
  'a',
  { href: `/complaints/${number}` },
  el('span', { class: 'row apart' }, el('b', { class: 'code' }, number), el('span', { class: 'tag' }, named(words.statuses, status))),
  el('span', { class: 'row apart' }, el('span', { class: 'muted' }, named(words.categories, category)), next && deadlineClock(next)),
));

/** @param {{ at?: string, label: string }[]} done */
function steps(done) {
  if (!done.length) return section(words.inbox.section.steps, el('p', { class: 'muted small' }, words.inbox.noSteps));
  return section(words.inbox.section.steps, el('ol', { class: 'steps' }, done.map(({ at, label }) => el('li', {}, icon('check'), el('span', { class: 'grow' }, label), at && el('time', { class: 'muted tiny', datetime: at }, exact(at))))));
}
