/** The widget's skeleton, and its words in one language. */
import { el, icon, iconButton, label } from './dom.js';

/** @import { Strings } from './types.d.ts' */
/** @typedef {ReturnType<typeof buildView>} View */

export function buildView() {
  const badge = el('span', { class: 'badge', part: 'badge', hidden: true });
  const launcher = el('button', { type: 'button', class: 'launcher', part: 'launcher', 'aria-haspopup': 'dialog' }, icon('chat'), icon('down'), badge);
  const header = buildHeader();
  const talk = buildTalk();
  const status = el('div', { class: 'status', part: 'status', role: 'status' });
  const sheet = el('div', { class: 'sheet', part: 'complaints', hidden: true });
  const question = el('div', { class: 'question', hidden: true });
  const waitingText = el('span', { role: 'status' });
  const stop = el('button', { type: 'button', class: 'stop' });
  const waiting = el('div', { class: 'waits', part: 'waiting', hidden: true }, icon('person'), waitingText, stop);
  const body = el('div', { class: 'body' }, talk.area, sheet);
  const panel = el('section', { class: 'panel', part: 'panel', tabindex: '-1' }, header.bar, waiting, status, body, question);
  const root = el('div', { class: 'root' }, panel, launcher);
  return { root, panel, launcher, badge, status, sheet, question, waiting, waitingText, stop, ...header, ...talk };
}

function buildHeader() {
  const back = iconButton('back', { class: 'tool back', hidden: true });
  const mark = el('span', { class: 'mark', 'aria-hidden': 'true' }, 'U');
  const title = el('h2', { class: 'title', tabindex: '-1' });
  const subtitle = el('p', { class: 'subtitle' });
  const more = iconButton('more', { class: 'tool', 'aria-haspopup': 'menu', 'aria-expanded': 'false' });
  const close = iconButton('close', { class: 'tool close', part: 'close' });
  const menu = el('div', { class: 'menu', part: 'menu', role: 'menu', hidden: true });
  const bar = el('header', { class: 'bar', part: 'header' }, back, mark, el('div', { class: 'titles' }, title, subtitle), more, close, menu);
  return { bar, back, mark, title, subtitle, more, close, menu };
}

function buildTalk() {
  const log = el('div', { class: 'log', part: 'log', role: 'log', 'aria-live': 'off' });
  const dots = el('div', { class: 'dots', role: 'img', hidden: true }, el('i'), el('i'), el('i'));
  const typing = el('div', { class: 'typing', role: 'status' }, dots);
  const scroll = el('div', { class: 'scroll', tabindex: '0' }, log, typing);
  const pillText = el('span');
  const pill = el('button', { type: 'button', class: 'pill', part: 'pill', hidden: true }, pillText, icon('down'));
  const input = el('textarea', { class: 'input', part: 'input', rows: '1', enterkeyhint: 'send', autocomplete: 'off' });
  const send = iconButton('send', { class: 'send', part: 'send', type: 'submit', disabled: true });
  const hint = el('p', { class: 'hint', id: 'hint' });
  input.setAttribute('aria-describedby', 'hint');
  const tray = el('ul', { class: 'tray', part: 'tray', hidden: true });
  const attach = iconButton('clip', { class: 'tool attach', part: 'attach' });
  const file = el('input', { type: 'file', multiple: true, accept: 'image/*,application/pdf', hidden: true });
  const form = el('form', { class: 'composer', part: 'composer' }, tray, el('div', { class: 'field' }, attach, file, input, send), hint);
  const area = el('div', { class: 'talk' }, el('div', { class: 'window' }, scroll, pill), form);
  return { area, log, dots, typing, scroll, pill, pillText, input, send, hint, form, tray, attach, file };
}

/** @param {View} view @param {Strings} strings */
export function wordView(view, strings) {
  view.root.lang = strings.lang;
  view.input.placeholder = strings.placeholder;
  view.hint.textContent = strings.hint;
  view.pillText.textContent = strings.newMessages;
  view.stop.textContent = strings.stopWaiting;
  view.panel.dataset.drop = strings.drop;
  const { panel, log, scroll, dots, input, tray } = view;
  const spoken = [strings.title, strings.log, strings.log, strings.typing, strings.input, strings.attachments];
  [panel, log, scroll, dots, input, tray].forEach((node, i) => node.setAttribute('aria-label', spoken[i]));
  label(view.back, strings.back);
  label(view.more, strings.menu);
  label(view.close, strings.close);
  label(view.send, strings.send);
  label(view.attach, strings.attach);
}
