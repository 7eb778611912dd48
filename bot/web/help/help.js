/** The help pages' questions go to the widget. Reading and searching need none of this. */

/** @typedef {import('../widget/support-widget.js').SupportWidget} SupportWidget */

const widget = /** @type {SupportWidget} */ (document.querySelector('support-widget'));

// The link of our e-mails: the chat is what their reader came for.
if (location.hash === '#support') widget.open = true;

for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-ask]'))) {
  button.addEventListener('click', async () => {
    await customElements.whenDefined('support-widget'); // it loads after this file: an early tap is not lost
    widget.ask(button.dataset.ask ?? '');
  });
}
