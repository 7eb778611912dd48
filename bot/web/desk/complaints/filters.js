/** The conditions above the list, and those that are kept under a name. */
import { get, post, remove } from '../parts/api.js';
import { colleagueOptions } from '../parts/colleagues.js';
import { openDialog } from '../parts/dialog.js';
import { el, find, icon, tool } from '../parts/dom.js';
import { menuOn } from '../parts/menu.js';
import { settled } from '../parts/soon.js';
import { toast, tried } from '../parts/toast.js';
import { words } from '../parts/words.js';
import { asTerms, fromAddress, fromTerms, toAddress } from './query.js';

/** @import { Colleague } from '../types.d.ts' */
/** @import { Query } from './query.js' */

export class Filters {
  /** @type {Query} */
  query = fromAddress();
  form = /** @type {HTMLFormElement} */ (find('#filters'));
  search = /** @type {HTMLInputElement} */ (find('#filters input[type=search]'));
  /** @type {{ id: number, name: string, terms: Record<string, unknown> }[]} */
  #saved = [];

  /** @param {() => void} onChange */
  constructor(onChange) {
    this.onChange = onChange;
    this.#write();
    const read = () => this.#read();
    this.form.addEventListener('change', read);
    this.search.addEventListener('input', settled(read, 300));
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      read();
    });
    find('#clear').addEventListener('click', () => this.set({}));
    menuOn(find('#saved'), () => this.#menu());
    void this.#load();
  }

  /** Whether anything is left out by it. */
  get isSet() {
    const { order, ...conditions } = this.query;
    return Object.values(conditions).some(Boolean);
  }

  /** @param {Query} query */
  set(query) {
    this.query = query;
    this.#write();
    this.#changed();
  }

  /** The people one can choose among are known now. @param {Colleague[]} people */
  colleagues(people) {
    const field = /** @type {HTMLSelectElement} */ (find('[name=assignee]', this.form));
    field.append(...colleagueOptions(people));
    field.value = this.query.assignee ?? '';
  }

  #read() {
    const given = new FormData(this.form);
    const next = Object.fromEntries([...given].map(([name, value]) => [name, String(value).trim()]).filter(([, value]) => value));
    if (toAddress(next) === toAddress(this.query)) return;
    this.query = next;
    this.#changed();
  }

  #changed() {
    history.replaceState(null, '', toAddress(this.query));
    find('#clear').hidden = !this.isSet;
    this.onChange();
  }

  #write() {
    for (const field of /** @type {Iterable<HTMLInputElement>} */ (this.form.elements)) {
      const value = this.query[/** @type {keyof Query} */ (field.name)] ?? '';
      if (field.type === 'checkbox') field.checked = !!value;
      else if (field.name) field.value = value || (field.name === 'order' ? 'urgency' : '');
    }
    find('#clear').hidden = !this.isSet;
  }

  async #load() {
    this.#saved = (await tried(() => get('/filters')))?.filters ?? [];
  }

  #menu() {
    const line = (/** @type {{ id: number, name: string, terms: Record<string, unknown> }} */ each) => el(
      'div',
      { class: 'row' },
      el('button', { type: 'button', class: 'item grow', role: 'menuitem', onclick: (/** @type {Event} */ event) => { hide(event); this.set(fromTerms(each.terms)); } }, icon('filter'), el('span', { class: 'grow' }, each.name)),
      tool('trash', words.complaints.filterRemove(each.name), { role: 'menuitem', onclick: (/** @type {Event} */ event) => { hide(event); void this.#forget(each.id); } }),
    );
    const none = el('p', { class: 'item muted' }, words.complaints.noFilters);
    return [...(this.#saved.length ? this.#saved.map(line) : [none]), /** @type {const} */ ('line'), { text: words.complaints.saveFilter, icon: 'plus', act: () => this.#save() }];
  }

  #save() {
    openDialog({
      title: words.complaints.saveFilter,
      yes: words.save,
      body: [el('div', { class: 'field' }, el('label', { for: 'filter-name' }, words.complaints.filterName), el('input', { id: 'filter-name', name: 'name', required: true, maxlength: 64 }))],
      onYes: async (form) => {
        await post('/filters', { name: String(form.get('name')).trim(), terms: asTerms(this.query) });
        toast(words.complaints.filterSaved);
        await this.#load();
      },
    });
  }

  /** @param {number} id */
  async #forget(id) {
    await tried(() => remove(`/filters/${id}`));
    await this.#load();
  }
}

/** @param {Event} event */
const hide = ({ currentTarget }) => /** @type {HTMLElement | null} */ (/** @type {Element} */ (currentTarget).closest('[popover]'))?.hidePopover();
