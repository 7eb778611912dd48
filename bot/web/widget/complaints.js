/** "My complaints": the list, and one with its timeline. */
import { buildCard, buildDetail } from './complaint.js';
import { el, icon } from './dom.js';
import { wordsOf } from './http.js';

/** @import { Complaint, ComplaintsOptions } from './types.d.ts' */

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
    return this.#show(words.title, async () => this.#list((await this.options.transport()?.complaints()) ?? []));
  }

  /** @param {string} number */
  showOne(number) {
    this.#number = number;
    const words = this.options.strings().complaints;
    return this.#show(words.detail, async () => {
      const complaint = await this.options.transport()?.complaint(number);
      return complaint ? buildDetail(complaint, this.options) : [];
    });
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
      nodes = this.#empty('alert', wordsOf(error, words.failed), '', words.again, retry);
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
    return [el('ul', { class: 'cases' }, ...complaints.map((each) => el('li', {}, buildCard(each, this.options.strings(), () => void this.showOne(each.number)))))];
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
