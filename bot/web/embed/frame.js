/**
 * The page at /embed. In a frame it is the guest of the page around it, if that belongs to an allowed site; alone, in an
 * app's web view, it fills the screen.
 */
import { Guest, speak } from './guest.js';

/** @import { Init } from './messages.d.ts' */
/** @import { Widget } from './guest.js' */

const meta = /** @type {HTMLMetaElement} */ (document.querySelector('meta[name="support-sites"]'));
const sites = [location.origin, ...meta.content.split(' ')];

/** The widget waits for its words; the page around us does not wait to greet, so its code is not imported before we listen. */
const load = () => import('../widget/support-widget.js');

function fillScreen() {
  const widget = /** @type {Widget} */ (document.createElement('support-widget'));
  speak(widget, navigator.language);
  speak(widget, new URLSearchParams(location.search).get('locale'));
  widget.setAttribute('mode', 'app');
  document.body.append(widget); // before it is defined: an app's script looks for it then
  void load();
}

/** The first fitting message of the page around us; there is no second. @param {MessageEvent} event */
function meet(event) {
  const [port] = event.ports;
  if (event.source !== parent || !sites.includes(event.origin) || event.data?.type !== 'support-init' || !port) return;
  removeEventListener('message', meet);
  void stay(port, event.data);
}

/** @param {MessagePort} port @param {Partial<Init>} wishes */
async function stay(port, { locale, position, open, signedIn }) {
  await load();
  const widget = /** @type {Widget} */ (document.createElement('support-widget'));
  const guest = new Guest(widget, port);
  speak(widget, navigator.language);
  speak(widget, locale);
  if (position === 'left') widget.setAttribute('position', 'left');
  if (signedIn === true) await guest.signIn();
  document.body.append(widget);
  guest.tell({ type: 'ready' });
  if (open === true) widget.open = true;
}

if (parent === window) fillScreen();
else addEventListener('message', meet);
