/** The place to work in: a button for each move that is allowed opens its form. Drafts are kept; a change meanwhile shows what is new. */
import { Refused, post } from '../parts/api.js';
import { askFirst, firstWrong } from '../parts/dialog.js';
import { el, find, icon, show } from '../parts/dom.js';
import { draft, keepDraft } from '../parts/drafts.js';
import { me, works } from '../parts/page.js';
import { toast } from '../parts/toast.js';
import { words } from '../parts/words.js';
import { MOVES, hintOf } from './moves.js';
import { stepNode } from './timeline.js';

/** @import { ComplaintWhole } from '../types.d.ts' */
/** @import { MoveName } from './moves.js' */

export class Work {
  /** @type {MoveName | null} */
  move = null;
  /** @type {ComplaintWhole | null} */
  #complaint = null;
  /** What the person had before her eyes when she began to write: the version, and how many steps. */
  #version = 0;
  #seen = 0;

  /** @param {HTMLElement} place @param {() => Promise<ComplaintWhole | null>} again asks for the complaint as it is now */
  constructor(place, again) {
    this.place = place;
    this.again = again;
  }

  /** @param {ComplaintWhole} complaint */
  draw(complaint) {
    const moves = this.#allowed(complaint);
    const same = this.#complaint && this.#allowed(this.#complaint).join() === moves.join();
    this.#complaint = complaint;
    if (same) return this.#goOn(complaint); // what is being written stays as it is
    const begun = moves.find((name) => draft(`${complaint.number}:${name}`));
    this.choose(this.move && moves.includes(this.move) ? this.move : (begun ?? null));
  }

  /** What is new since and all by herself is nothing to be warned of. @param {ComplaintWhole} complaint */
  #goOn({ timeline, version }) {
    if (!timeline.slice(this.#seen).every(isMine)) return;
    this.#version = version;
    this.#seen = timeline.length;
  }

  /** @param {ComplaintWhole} complaint @returns {MoveName[]} */
  #allowed({ moves }) {
    return /** @type {MoveName[]} */ (Object.keys(MOVES)).filter((name) => moves.includes(MOVES[name].event));
  }

  /** Open the form of a move, or of none. @param {MoveName | null} name @param {boolean} [focus] */
  choose(name, focus = false) {
    const complaint = /** @type {ComplaintWhole} */ (this.#complaint);
    const names = this.#allowed(complaint);
    if (name && !names.includes(name)) return;
    this.move = name;
    if (!names.length) return void show(this.place, el('p', { class: 'callout' }, works ? words.complaints.nothingToDo : words.complaints.reads));
    this.#version = complaint.version;
    this.#seen = complaint.timeline.length;
    show(this.place, this.#bar(names), name && this.#form(complaint, name));
    if (name && focus) find('input, textarea', this.place).focus();
  }

  /** @param {MoveName[]} names */
  #bar(names) {
    const button = (/** @type {MoveName} */ name) => {
      const chosen = name === this.move;
      return el('button', { type: 'button', class: 'move', 'aria-pressed': String(chosen), onclick: () => this.choose(chosen ? null : name, true) }, icon(MOVES[name].icon), words.complaints.moves[name]);
    };
    return el('div', { class: 'moves', role: 'toolbar', 'aria-label': words.complaints.work }, names.map(button));
  }

  /** @param {ComplaintWhole} complaint @param {MoveName} name */
  #form(complaint, name) {
    const move = MOVES[name];
    const place = `${complaint.number}:${name}`;
    const field = el('textarea', { id: 'words', name: 'words', required: true, rows: 4, maxlength: 5000, 'aria-describedby': 'words-hint' });
    field.value = draft(place);
    field.addEventListener('input', () => keepDraft(place, field.value));
    const form = el(
      'form',
      { class: 'work-form', 'data-mode': name, novalidate: true },
      move.fields?.(complaint),
      el('div', { class: 'field' }, el('label', { for: 'words' }, move.label), field, el('p', { class: 'hint', id: 'words-hint' }, hintOf(name))),
      el('div', { class: 'conflict', hidden: true, role: 'alert' }),
      el('div', { class: 'row end' }, el('span', { class: 'hint' }, 'Ctrl + Enter'), el('button', { class: 'button primary' }, icon(name === 'note' ? 'lock' : 'send'), words.complaints.send[name])),
    );
    form.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing) form.requestSubmit();
    });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (firstWrong(form)) return;
      const send = () => this.#send(form, name);
      if (name === 'decide') askFirst({ ...words.complaints.sure, yes: words.complaints.send.decide, onYes: send });
      else void send();
    });
    return form;
  }

  /** @param {HTMLFormElement} form @param {MoveName} name @param {FormData} [given] */
  async #send(form, name, given = new FormData(form)) {
    const complaint = /** @type {ComplaintWhole} */ (this.#complaint);
    const button = find('.button.primary', form);
    button.classList.add('busy');
    try {
      await post(MOVES[name].path.replace('{number}', complaint.number), { words: String(given.get('words')).trim(), ...MOVES[name].body?.(given), version: this.#version });
      keepDraft(`${complaint.number}:${name}`, '');
      toast(words.complaints.done[name]);
      this.#complaint = null; // begin afresh with what it is now
      await this.again();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.code === 'changed_meanwhile') await this.#conflict(form, name, given);
      else toast(error.message, { problem: true });
    } finally {
      button.classList.remove('busy');
    }
  }

  /** Somebody was faster: show what is new since, and let her decide; unless it was she. @param {HTMLFormElement} form @param {MoveName} name @param {FormData} given */
  async #conflict(form, name, given) {
    const seen = this.#seen;
    const now = await this.again();
    if (!now) return;
    const fresh = now.timeline.slice(seen);
    if (fresh.length && fresh.every(isMine)) {
      this.#version = now.version;
      return this.#send(form, name, given);
    }
    // Other moves are allowed now: the form was made anew, with her draft and the timeline above it.
    if (!form.isConnected) return toast(words.pair(words.complaints.changed, words.complaints.changedText), { problem: true });
    this.#seen = now.timeline.length;
    this.#version = now.version;
    const box = find('.conflict', form);
    show(box, el('p', {}, icon('alert'), el('b', {}, words.complaints.changed)), el('p', {}, words.complaints.changedText), el('ol', { class: 'timeline' }, fresh.map(stepNode)));
    box.hidden = false;
    show(find('.button.primary', form), words.complaints.sendAnyway);
    box.scrollIntoView({ block: 'nearest' });
  }
}

/** Whether she did it herself. @param {import('../types.d.ts').ComplaintStep} step */
const isMine = ({ actor, actor_name }) => actor === 'operator' && actor_name === me.name;
