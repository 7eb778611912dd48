/** What the panel shows: the conversation, or the customer's complaints. */
import { ComplaintsView } from './complaints.js';

/** @import { ComplaintsOptions, Stage } from './types.d.ts' */

export class Pages {
  #title = '';

  /** @param {Stage} stage @param {Pick<ComplaintsOptions, 'files' | 'onAsk' | 'onCopy'> & { onTalk: () => void }} options */
  constructor(stage, { files, onAsk, onCopy, onTalk }) {
    this.stage = stage;
    this.onTalk = onTalk;
    this.complaints = new ComplaintsView(stage.view.sheet, {
      transport: () => stage.talk()?.transport,
      strings: stage.strings,
      files,
      onAsk,
      onCopy,
      onTitle: (title) => this.#show(title),
    });
    stage.view.back.addEventListener('click', () => this.stepBack());
  }

  /** Is it something else than the conversation? */
  get away() {
    return this.complaints.open;
  }

  openComplaints() {
    void this.complaints.showList();
    this.stage.view.title.focus();
  }

  /** From one complaint to the list, from the list to the conversation. */
  stepBack() {
    this.complaints.back();
    if (this.away) return this.stage.view.title.focus();
    this.leave();
    this.stage.view.input.focus();
  }

  leave() {
    this.complaints.hide();
    this.#show('');
  }

  /** Say it again, after the language has changed. */
  word() {
    if (this.away) this.complaints.refresh();
    else this.#show('');
  }

  /** @param {string} title of the complaints, or empty for the conversation */
  #show(title) {
    const { title: heading, subtitle, back, mark, area } = this.stage.view;
    heading.textContent = title || this.stage.strings().title;
    subtitle.hidden = mark.hidden = area.hidden = title !== '';
    back.hidden = title === '';
    const returned = !title && this.#title;
    this.#title = title;
    if (returned) this.onTalk();
  }
}
