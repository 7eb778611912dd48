/** Leaving the desk: nothing of a customer may stay behind, in this tab or another. */

const channel = new BroadcastChannel('desk-leaving');
let gone = false;

/** Forget what was being written and go to the sign-in page; come back here afterwards. */
export function signedOut() {
  channel.postMessage('left');
  leave(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
}

/** The person has signed out by herself: nothing to come back to. */
export function signOutEverywhere() {
  channel.postMessage('left');
  leave('/sign-in');
}

/** @param {string} address */
function leave(address) {
  if (gone) return;
  gone = true;
  sessionStorage.clear();
  document.body.hidden = true;
  location.replace(address);
}

channel.addEventListener('message', () => leave('/sign-in'));
// A page that the browser kept to go back to may belong to somebody who has left.
addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
