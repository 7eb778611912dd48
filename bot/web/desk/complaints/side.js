/** Beside a complaint: its clocks, who has it, money, more time, the customer and her other complaints. */
import { post } from '../parts/api.js';
import { called } from '../parts/called.js';
import { askColleagues, colleagueOptions } from '../parts/colleagues.js';
import { deadlineClock } from '../parts/clock.js';
import { askFirst, openDialog } from '../parts/dialog.js';
import { el, icon, show } from '../parts/dom.js';
import { money } from '../parts/money.js';
import { isNew } from '../parts/shape.js';
import { exact } from '../parts/times.js';
import { toast, tried } from '../parts/toast.js';
import { named, words } from '../parts/words.js';
import { statusTag } from './row.js';

/** @import { Child } from '../parts/dom.js' */
/** @import { Compensation, ComplaintWhole, Extension } from '../types.d.ts' */

const { facts, done } = words.complaints;

/** @param {string} title @param {...(Child | Child[])} children */
const section = (title, ...children) => el('section', {}, el('h2', {}, title), ...children);

/** @param {[string, Child][]} lines */
export const factList = (lines) => el('dl', { class: 'facts' }, lines.filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false).flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));

export class Side {
  /** @param {HTMLElement} place @param {() => void} onChanged */
  constructor(place, onChanged) {
    this.place = place;
    this.onChanged = onChanged;
  }

  /** @param {ComplaintWhole} complaint */
  draw(complaint) {
    this.complaint = complaint;
    if (!isNew(this.place, complaint)) return;
    show(
      this.place,
      section(words.complaints.clocks, complaint.deadlines.length
        ? el('ul', { class: 'clocks' }, complaint.deadlines.map((each) => el('li', {}, el('span', {}, named(words.deadlines, each.kind)), deadlineClock(each), el('time', { class: 'muted tiny', datetime: each.due_at }, exact(each.due_at)))))
        : el('p', { class: 'muted small' }, words.complaints.noClocks)),
      this.#assignee(complaint),
      complaint.compensations.length > 0 && section(words.complaints.compensations, el('ul', { class: 'offers' }, complaint.compensations.map((each) => this.#offer(each)))),
      complaint.extensions.length > 0 && section(words.complaints.extensions, el('ul', { class: 'offers' }, complaint.extensions.map((each) => this.#extension(each)))),
      this.#customer(complaint),
      section(words.complaints.others, complaint.others.length
        ? el('ul', { class: 'links' }, complaint.others.map((each) => el('li', {}, el('a', { href: `/complaints/${each.number}` }, el('span', { class: 'row apart' }, el('b', { class: 'code' }, each.number), statusTag(each.status)), el('span', { class: 'muted' }, `${named(words.categories, each.category)} · ${exact(each.created_at)}`)))))
        : el('p', { class: 'muted small' }, words.complaints.noOthers)),
    );
  }

  /** @param {ComplaintWhole} complaint */
  #assignee(complaint) {
    const may = complaint.moves.includes('complaint_assigned');
    return section(words.complaints.facts.assignee, el('div', { class: 'row apart' }, el('span', {}, complaint.assignee?.name ?? words.nobody, complaint.team && el('span', { class: 'muted' }, ` · ${complaint.team}`)),
      may && el('button', { type: 'button', class: 'button small', onclick: () => void this.assign() }, words.complaints.moves.assign)));
  }

  /** Give it to somebody. */
  async assign() {
    const complaint = /** @type {ComplaintWhole} */ (this.complaint);
    const people = await askColleagues();
    const choice = el('select', { id: 'assign-to', name: 'agent', required: true }, colleagueOptions(people));
    openDialog({
      title: words.complaints.moves.assign,
      yes: words.complaints.moves.assign,
      body: [el('div', { class: 'field' }, el('label', { for: 'assign-to' }, words.complaints.fields.to), choice)],
      onYes: async (form) => {
        await post(`/complaints/${complaint.number}/assign`, { agent_id: Number(form.get('agent')), version: complaint.version });
        this.#told(done.assign);
      },
    });
  }

  /** @param {Compensation} offer */
  #offer(offer) {
    const path = `/complaints/${this.complaint?.number}/compensations/${offer.id}`;
    const tone = { paid: 'good', proposed: 'warn', refused: 'danger', unknown: 'danger', declined: '' }[offer.state] ?? 'info';
    return el(
      'li',
      {},
      el('p', { class: 'row apart' }, el('b', { class: 'number' }, money(offer.amount, offer.currency)), el('span', { class: `tag ${tone}` }, named(words.complaints.payments, offer.state))),
      el('p', { class: 'small' }, offer.reason),
      offer.proposed_by && el('p', { class: 'muted tiny' }, words.complaints.proposedBy(offer.proposed_by)),
      el('div', { class: 'row' }, this.#buttons(offer.moves, path, words.complaints.approveTitle, words.complaints.approveText(money(offer.amount, offer.currency)))),
    );
  }

  /** @param {Extension} extension */
  #extension(extension) {
    const path = `/complaints/${this.complaint?.number}/extension`;
    return el('li', {}, el('p', {}, el('b', {}, words.complaints.until(exact(extension.until)))), el('p', { class: 'small' }, extension.reason),
      extension.proposed_by && el('p', { class: 'muted tiny' }, words.complaints.proposedBy(extension.proposed_by)), el('div', { class: 'row' }, this.#buttons(extension.moves, path)));
  }

  /** @param {string[]} moves @param {string} path @param {string} [title] @param {string} [text] asked before it is approved */
  #buttons(moves, path, title, text) {
    const act = (/** @type {'approve' | 'decline' | 'retry'} */ name) => async () => {
      await post(`${path}/${name}`, { version: this.complaint?.version });
      this.#told(done[name]);
    };
    const button = (/** @type {'approve' | 'decline' | 'retry'} */ name, /** @type {string} */ said, /** @type {string} */ kind) => moves.includes(name) && el('button', {
      type: 'button',
      class: `button small ${kind}`,
      onclick: (/** @type {Event} */ event) => (name === 'approve' && title && text ? askFirst({ title, text, yes: said, onYes: act(name) }) : void tried(act(name), /** @type {HTMLButtonElement} */ (event.currentTarget))),
    }, said);
    return [button('approve', words.complaints.approve, 'primary'), button('decline', words.complaints.decline, ''), button('retry', words.complaints.retryPayment, '')];
  }

  /** @param {string} text */
  #told(text) {
    toast(text);
    this.onChanged();
  }

  /** @param {ComplaintWhole} complaint */
  #customer({ customer, contact, locale, conversation_id: conversation }) {
    return section(
      words.complaints.customer,
      factList([[facts.customer, called(customer)], [facts.id, customer && el('span', { class: 'code' }, customer.id)], [facts.contact, contact], [facts.locale, words.languages[locale]]]),
      conversation && el('a', { class: 'button small', href: `/conversations/${conversation}` }, icon('inbox'), words.complaints.conversation),
    );
  }
}
