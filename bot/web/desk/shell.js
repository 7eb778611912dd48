/** What every page of the desk has: the rail's counts, who is on duty, the person's menu, the line to the server. */
import './shell/alerts.js';
import './shell/attention.js';
import './shell/duty.js';
import './shell/person.js';
import { find } from './parts/dom.js';
import { onKey } from './parts/keys.js';
import { words } from './parts/words.js';
import { follow, onConnection } from './shell/changes.js';
import { askQueue, onQueue } from './shell/queue.js';

const line = find('#connection');
const title = document.title;

onConnection((connected) => {
  line.hidden = connected;
  find('span', line).textContent = connected ? '' : words.connectionLost;
});

onQueue(({ waiting }) => {
  find('#waiting').textContent = waiting.length ? String(waiting.length) : '';
  document.title = waiting.length ? `(${waiting.length}) ${title}` : title;
});

for (const [index, link] of /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll('.rail li a')]).entries()) {
  if (index < 9) onKey(String(index + 1), words.keys.goTo(link.dataset.name ?? ''), () => link.click());
}

follow();
void askQueue();
