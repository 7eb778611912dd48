/** The menu's items and what they do. */
import { askFirst } from './dialog.js';
import { wordsOf } from './http.js';
import { Menu } from './menu.js';

/** @import { OptionsActions, Stage } from './types.d.ts' */

export class Options {
  /** @param {Stage} stage @param {OptionsActions} actions */
  constructor(stage, actions) {
    this.stage = stage;
    this.actions = actions;
    this.menu = new Menu(stage.view.menu, stage.view.more);
  }

  /** Fill the menu anew: after the language, the customer, or who has the conversation has changed. */
  fill() {
    const { strings, talk } = this.stage;
    const words = strings();
    const other = words.lang === 'en' ? 'zh-CN' : 'en';
    const person = talk()?.arrivals.state.owner !== 'bot';
    this.menu.fill([
      { icon: 'list', text: words.menuComplaints, act: () => this.actions.onComplaints() },
      person && talk()
        ? { icon: 'chat', text: words.menuBot, act: () => void this.leavePerson() }
        : { icon: 'person', text: words.menuPerson, act: () => void this.#handoff(true) },
      { icon: 'globe', text: words.menuLanguage, lang: other, act: () => this.#speak(other) },
      { icon: 'leave', text: this.#signedIn ? words.menuSignOut : words.menuClear, act: () => void this.#leave() },
    ]);
  }

  get #signedIn() {
    return this.stage.talk()?.identity.signedIn;
  }

  /** Back to the bot; who talks with a person is asked first, for that ends it. */
  async leavePerson() {
    const { talk, strings, view } = this.stage;
    const words = strings();
    const name = talk()?.arrivals.state.agent_name;
    const question = { title: words.leaveTitle(name ?? ''), text: words.leaveText, yes: words.menuBot, no: words.cancel };
    if (!name || (await askFirst(view.question, question))) await this.#handoff(false);
  }

  /** @param {boolean} wanted */
  async #handoff(wanted) {
    const { talk, strings } = this.stage;
    this.actions.onTalk();
    try {
      await talk()?.handoff(wanted);
      // A visitor's conversation may only have begun with it, at its greeting.
      this.actions.onTalk();
    } catch (error) {
      this.actions.onProblem(wordsOf(error, strings().notDone));
    }
  }

  /** @param {string} locale */
  #speak(locale) {
    const { host, talk, tell } = this.stage;
    host.setAttribute('locale', locale);
    // A visitor without a session brings the language along when one is opened.
    if (talk()?.sessions.current) talk()?.transport.chooseLocale(locale).catch(() => this.actions.onProblem(this.stage.strings().notDone));
    tell('localechange', { locale });
  }

  async #leave() {
    const words = this.stage.strings();
    const sure = await askFirst(this.stage.view.question, {
      title: this.#signedIn ? words.signOutTitle : words.clearTitle,
      text: this.#signedIn ? words.signOutText : words.clearText,
      yes: this.#signedIn ? words.confirmSignOut : words.confirmClear,
      no: words.cancel,
    });
    if (sure) this.actions.onLeave();
  }
}
