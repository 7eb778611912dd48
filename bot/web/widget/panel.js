/** The panel and its launcher: the parts that show something, put together. */
import { Layout } from './layout.js';
import { Options } from './options.js';
import { Pages } from './pages.js';
import { Screen } from './screen.js';
import { languageOf, loadStrings } from './strings.js';
import { Unread } from './unread.js';
import { wordView } from './view.js';

/** @import { SendMore, Stage } from './types.d.ts' */

export class Panel {
  /** @param {Stage} stage @param {{ onSend: (text: string, more: SendMore) => void, onLeave: () => void }} actions */
  constructor(stage, { onSend, onLeave }) {
    this.stage = stage;
    this.layout = new Layout(stage.host, stage.view);
    this.unread = new Unread(stage);
    this.screen = new Screen(stage, { layout: this.layout, unread: this.unread, onSend, onState: () => this.options.fill(), onStop: () => this.options.leavePerson() });
    this.pages = new Pages(stage, {
      files: () => this.screen.transcript.options,
      onAsk: (text) => stage.host.ask(text),
      onCopy: this.screen.copy,
      onTalk: () => this.screen.showNewest(),
    });
    this.options = new Options(stage, {
      onComplaints: () => this.pages.openComplaints(),
      onTalk: () => {
        this.pages.leave();
        // What comes of asking for a person, she wants to see.
        this.layout.toBottom();
      },
      onProblem: this.screen.problem,
      onLeave,
    });
  }

  /** Show nothing of anybody. */
  clear() {
    this.screen.clear();
    this.pages.leave();
    this.unread.show(0);
  }

  openChanged() {
    const { host, tell } = this.stage;
    this.layout.openChanged();
    if (host.mode !== 'bubble') return;
    this.options.menu.hide(false);
    if (host.open) {
      this.unread.seen();
      this.screen.showNewest();
    }
    this.unread.show(this.unread.count);
    tell(host.open ? 'open' : 'close', {});
  }

  /** Put everything into the element's language, which may have to be fetched. */
  word() {
    const { host, view, strings } = this.stage;
    wordView(view, strings());
    this.options.fill();
    this.unread.show(this.unread.count);
    this.screen.word();
    this.pages.word();
    loadStrings(languageOf(host.getAttribute('locale'))).then(
      (fetched) => fetched && this.word(),
      () => this.screen.problem(strings().notDone),
    );
  }
}
