/** "My complaints": the list, and one with its timeline. */
import { numberButton } from './bubble.js';
import { dateTime } from './dates.js';
import { el, icon } from './dom.js';
import { ApiError } from './transport.js';

/** @import { Complaint, ComplaintDetail, ComplaintsOptions, Strings } from './types.d.ts' */

/** Nothing more is to be expected. */
const OVER = new Set(['decided', 'resolved', 'closed', 'withdrawn']);

export class ComplaintsView {
  /** An older answer that comes late is dropped. */
  #reading = 0;
  /** @type {string | null} */
  #number = null;

  /** @param {HTMLElement} place @param {ComplaintsOptions} options */
  constructor(place, options) {
    this.place = place;
    this.options = options;
  }

  get open() {
    return !this.place.hidden;
  }

  showList() {
    this.#number = null;
    const words = this.options.strings().complaints;
    return this.#show(words.title, async () => this.#list(await this.options.transport().complaints()));
  }

  /** @param {string} number */
  showOne(number) {
    this.#number = number;
    const words = this.options.strings().complaints;
    return this.#show(words.detail, async () => this.#detail(await this.options.transport().complaint(number)));
  }

  /** Say it again, after the language has changed. */
  refresh() {
    if (!this.open) return;
    void (this.#number ? this.showOne(this.#number) : this.showList());
  }

  /** One step back; closes from the list. */
  back() {
    if (this.#number) void this.showList();
    else this.hide();
  }

  hide() {
    this.#reading++;
    this.#number = null;
    this.place.hidden = true;
    this.place.replaceChildren();
  }

  /** @param {string} title @param {() => Promise<Node[]>} load */
  async #show(title, load) {
    const reading = ++this.#reading;
    const words = this.options.strings().complaints;
    this.place.hidden = false;
    this.place.replaceChildren(el('p', { class: 'loading', role: 'status' }, words.loading));
    this.options.onTitle(title);
    let nodes;
    try {
      nodes = await load();
    } catch (error) {
      const retry = () => void this.#show(title, load);
      const said = error instanceof ApiError && error.message;
      nodes = this.#empty('alert', said || words.failed, '', words.again, retry);
    }
    if (reading !== this.#reading) return;
    this.place.replaceChildren(...nodes);
    this.place.scrollTop = 0;
  }

  /** @param {Complaint[]} complaints */
  #list(complaints) {
    const words = this.options.strings().complaints;
    if (!complaints.length) {
      return this.#empty('list', words.empty, words.emptyText, words.file, () => this.options.onAsk(words.fileText));
    }
    return [el('ul', { class: 'cases' }, ...complaints.map((each) => el('li', {}, this.#card(each))))];
  }

  /** @param {Complaint} complaint */
  #card(complaint) {
    const strings = this.options.strings();
    return el(
      'button',
      { type: 'button', class: 'case', part: 'complaint', onclick: () => void this.showOne(complaint.number) },
      el('span', { class: 'row' }, el('strong', {}, complaint.category_label), status(complaint)),
      el('span', { class: 'quiet' }, `${complaint.number} · ${dateTime(strings, complaint.created_at)}`),
      due(complaint, strings),
      icon('chevron'),
    );
  }

  /** @param {ComplaintDetail} complaint */
  #detail(complaint) {
    const strings = this.options.strings();
    const words = strings.complaints;
    const ask = () => this.options.onAsk(words.askText(complaint.number));
    return [
      el(
        'div',
        { class: 'summary' },
        el('div', { class: 'row' }, el('h3', {}, complaint.category_label), status(complaint)),
        numberButton(complaint.number, { strings, onCopy: this.options.onCopy }),
        due(complaint, strings),
        el(
          'dl',
          {},
          el('dt', {}, words.filed),
          el('dd', {}, dateTime(strings, complaint.created_at)),
          el('dt', {}, words.description),
          el('dd', { class: 'plain' }, complaint.description),
        ),
      ),
      el('h4', {}, words.progress),
      timeline(complaint, strings),
      el('div', { class: 'actions' }, el('button', { type: 'button', class: 'button', onclick: ask }, words.ask)),
    ];
  }

  /**
   * @param {string} picture
   * @param {string} title
   * @param {string} text
   * @param {string} action
   * @param {() => void} act
   * @returns {Node[]}
   */
  #empty(picture, title, text, action, act) {
    const button = el('button', { type: 'button', class: 'button', onclick: act }, action);
    return [el('div', { class: 'empty' }, icon(picture), el('h3', {}, title), text && el('p', {}, text), button)];
  }
}

/** @param {Complaint} complaint */
function status(complaint) {
  const over = OVER.has(complaint.status);
  return el('span', { class: over ? 'chip over' : 'chip' }, complaint.status_label);
}

/** @param {Complaint} complaint @param {Strings} strings */
function due({ next_deadline: next }, strings) {
  return next && el('span', { class: 'due' }, strings.complaints.due(next.label, dateTime(strings, next.due_at)));
}

/**
 * Newest first.
 * @param {ComplaintDetail} complaint
 * @param {Strings} strings
 */
function timeline(complaint, strings) {
  const steps = [...complaint.timeline].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return el(
    'ol',
    { class: 'timeline' },
    ...steps.map((step) =>
      el(
        'li',
        {},
        el('strong', {}, step.label),
        el('time', { datetime: step.at, class: 'quiet' }, dateTime(strings, step.at)),
        step.text ? el('p', { class: 'plain' }, step.text) : null,
      ),
    ),
  );
}
