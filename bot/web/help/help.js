/** The help pages' questions go to the widget. Reading and searching need none of this. */

/** @typedef {import('../widget/support-widget.js').SupportWidget} SupportWidget */

const widget = /** @type {SupportWidget} */ (document.querySelector('support-widget'));

for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-ask]'))) {
  button.addEventListener('click', () => widget.ask(button.dataset.ask ?? ''));
}
