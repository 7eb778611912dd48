/** The list of complaints: filtered, searched, assigned, a page at a time. */
import { el, find, icon, show } from './parts/dom.js';
import { get, post } from './parts/api.js';
import { askColleagues, colleagueOptions } from './parts/colleagues.js';
import { keepPlace } from './parts/keyed.js';
import { onKey } from './parts/keys.js';
import { leads } from './parts/page.js';
import { gathered, settled } from './parts/soon.js';
import { toast, tried } from './parts/toast.js';
import { words } from './parts/words.js';
import { Filters } from './complaints/filters.js';
import { drawFigures } from './complaints/figures.js';
import { rowNode } from './complaints/row.js';
import { onChange } from './shell/changes.js';

/** @import { ComplaintRow } from './types.d.ts' */

const PAGE = 50;
const body = find('#complaints tbody');
const empty = find('#empty');
const more = /** @type {HTMLButtonElement} */ (find('.pager .button'));
const bulk = /** @type {HTMLFormElement} */ (find('#bulk'));
/** @type {ComplaintRow[]} */
let rows = [];
/** @type {string | null} */
let following = null;
/** @type {Set<string>} */
const picked = new Set();

const filters = new Filters(() => {
  rows = [];
  picked.clear();
  void refresh();
});

const refresh = gathered(async () => {
  const found = await tried(() => get('/complaints', { ...filters.query, limit: Math.max(PAGE, rows.length) }));
  if (!found) return;
  rows = found.complaints;
  following = found.following;
  draw();
  restorePlace();
});

async function further() {
  const found = await tried(() => get('/complaints', { ...filters.query, after: following, limit: PAGE }), more);
  if (!found) return;
  rows.push(...found.complaints);
  following = found.following;
  draw();
}

function draw() {
  find('#complaints').removeAttribute('aria-busy');
  keepPlace(body, rows.map((row) => ({ row, picked: picked.has(row.number), picking: leads })), ({ row }) => row.number, ({ row, ...shown }) => rowNode(row, shown));
  find('#complaints').hidden = !rows.length;
  more.hidden = !following;
  empty.hidden = rows.length > 0;
  const filtered = filters.isSet;
  show(empty, icon('complaints'), el('strong', {}, filtered ? words.complaints.emptyFound : words.complaints.empty), el('p', {}, filtered ? words.complaints.emptyFoundText : words.complaints.emptyText),
    filtered && el('button', { type: 'button', class: 'button', onclick: () => filters.set({}) }, words.complaints.clear));
  drawBulk();
}

function drawBulk() {
  for (const number of picked) if (!rows.some((row) => row.number === number)) picked.delete(number);
  bulk.hidden = !picked.size;
  find('b', bulk).textContent = words.complaints.picked(picked.size);
}

/** Where the person was when she opened one and came back. */
function restorePlace() {
  const { number, top } = history.state ?? {};
  if (!number) return;
  history.replaceState(null, '');
  find('#main').scrollTop = top;
  /** @type {HTMLElement | null} */ (body.querySelector(`a[href="/complaints/${number}"]`))?.focus({ preventScroll: true });
}

/** @param {1 | -1} step */
function move(step) {
  const links = /** @type {HTMLElement[]} */ ([...body.querySelectorAll('a.lead')]);
  const at = links.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  links[Math.min(links.length - 1, Math.max(0, at + step))]?.focus();
}

body.addEventListener('change', ({ target }) => {
  if (!(target instanceof HTMLInputElement)) return;
  if (target.checked) picked.add(target.value);
  else picked.delete(target.value);
  drawBulk();
});
body.addEventListener('click', ({ target }) => {
  const link = target instanceof Element ? target.closest('a') : null;
  if (link) history.replaceState({ number: link.pathname.split('/').pop(), top: find('#main').scrollTop }, '');
});
document.querySelector('#pick-all')?.addEventListener('change', ({ target }) => {
  for (const { number } of rows) picked[/** @type {HTMLInputElement} */ (target).checked ? 'add' : 'delete'](number);
  draw();
});
more.addEventListener('click', () => void further());
bulk.addEventListener('submit', async (event) => {
  event.preventDefault();
  const numbers = [...picked];
  const agent = Number(new FormData(bulk).get('agent'));
  const done = await tried(() => post('/complaints/assign', { numbers, agent_id: agent }), /** @type {HTMLButtonElement} */ (find('button', bulk)));
  if (!done) return;
  picked.clear();
  toast(words.complaints.assigned(numbers.length));
  void refresh();
});

onKey('j', words.keys.next, () => move(1));
onKey('k', words.keys.previous, () => move(-1));
onKey('/', words.keys.search, () => filters.search.focus());
onChange(({ kind }) => {
  if (kind !== 'complaint' && kind !== 'everything') return;
  void refresh();
  figures();
});
const figures = settled(() => void drawFigures(), 1000);

void refresh();
void drawFigures();
void askColleagues().then((people) => {
  filters.colleagues(people);
  find('select', bulk).append(...colleagueOptions(people));
});
