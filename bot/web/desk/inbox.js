/** Queue and conversations: the list, what is open beside it, and the facts. */
import { find, icon, el, show } from './parts/dom.js';
import { onKey } from './parts/keys.js';
import { choose, chosen } from './parts/storage.js';
import { words } from './parts/words.js';
import { List } from './inbox/list.js';
import { Thread } from './inbox/thread.js';
import { onChange } from './shell/changes.js';
import { askQueue } from './shell/queue.js';

const place = find('.inbox');
const facts = find('#facts');
const middle = find('.thread');
/** @type {Thread | null} */
let thread = null;

const list = new List(find('.list'), (id) => open(id, true));

/** @param {string} id empty: none @param {boolean} note whether the address changes */
function open(id, note) {
  if (note) history.pushState(null, '', id ? `/conversations/${id}` : '/');
  thread?.stop();
  thread = null;
  list.select(id);
  place.dataset.open = String(!!id);
  if (id) thread = new Thread(id, middle, facts, { onMoved: moved, onFacts: toggleFacts, onBack: () => open('', true) });
  else nothing();
}

function nothing() {
  show(middle, el('div', { class: 'empty' }, icon('inbox'), el('strong', {}, words.inbox.pick), el('p', {}, words.inbox.pickText)));
  show(facts);
}

/** Somebody else serves the customer now: where she stands in the lists has changed. */
function moved() {
  void askQueue();
  void list.refresh();
}

function toggleFacts() {
  const shown = place.dataset.facts !== 'true';
  place.dataset.facts = String(shown);
  choose('facts', shown);
}

const idOf = () => /^\/conversations\/([\w-]+)$/.exec(location.pathname)?.[1] ?? '';

onChange(({ kind, key }) => {
  if (kind === 'conversation' || kind === 'everything' || kind === 'queue') void list.refresh();
  if (kind === 'everything' || (kind === 'conversation' && key === thread?.id)) void thread?.refresh();
});
addEventListener('popstate', () => open(idOf(), false));

onKey('j', words.keys.next, () => list.move(1));
onKey('k', words.keys.previous, () => list.move(-1));
onKey('/', words.keys.search, () => list.search.focus());
onKey('t', words.keys.take, () => thread?.takeIt());
onKey('r', words.keys.reply, () => thread?.write('reply'));
onKey('n', words.keys.note, () => thread?.write('note'));
onKey('i', words.keys.facts, toggleFacts);

place.dataset.facts = String(chosen('facts', true));
list.choose(idOf() ? 'me' : 'queue');
open(idOf(), false);
