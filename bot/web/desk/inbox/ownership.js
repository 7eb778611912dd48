/** Who serves the customer: taking, passing on, giving back. */
import { Refused, get, post } from '../parts/api.js';
import { askFirst, openDialog } from '../parts/dialog.js';
import { el, icon } from '../parts/dom.js';
import { me } from '../parts/page.js';
import { toast, tried } from '../parts/toast.js';
import { words } from '../parts/words.js';

/** @import { Colleague, Packet } from '../types.d.ts' */

/**
 * The buttons that fit who serves the customer now.
 * @param {Packet} packet
 * @param {() => void} onMoved
 */
export function ownerButtons(packet, onMoved) {
  const { conversation_id: id, owner, moves } = packet;
  const button = (/** @type {string} */ name, /** @type {string} */ text, /** @type {string} */ kind, /** @type {(button: HTMLButtonElement) => unknown} */ act) =>
    el('button', { type: 'button', class: `button ${kind}`, onclick: (/** @type {Event} */ event) => act(/** @type {HTMLButtonElement} */ (event.currentTarget)) }, icon(name), text);
  return [
    moves.includes('take') && button('check', words.inbox.take, 'primary', (at) => take(id, 'take', onMoved, at)),
    moves.includes('take-over') && button('person', owner === 'bot' ? words.inbox.takeFromBot : words.inbox.takeOver, '', (at) => take(id, 'take-over', onMoved, at)),
    moves.includes('transfer') && button('transfer', words.inbox.transfer, '', () => void transfer(id, onMoved)),
    moves.includes('return') && button('return', words.inbox.back, '', () => giveBack(id, onMoved)),
  ];
}

/**
 * Take a conversation; who was faster is named.
 * @param {string} id
 * @param {'take' | 'take-over'} how
 * @param {() => void} onMoved
 * @param {HTMLButtonElement | null} [button]
 */
export async function take(id, how, onMoved, button = null) {
  await tried(async () => {
    try {
      await post(`/conversations/${id}/${how}`);
      toast(words.inbox.tookIt);
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 'taken' || !error.details.by) throw error;
      toast(words.inbox.taken(String(error.details.by)), { problem: true });
    }
  }, button);
  onMoved();
}

/** @param {string} id @param {() => void} onMoved */
function giveBack(id, onMoved) {
  askFirst({
    title: words.inbox.backTitle,
    text: words.inbox.backText,
    yes: words.inbox.back,
    onYes: async () => {
      await post(`/conversations/${id}/return`);
      toast(words.inbox.gaveBack);
      onMoved();
    },
  });
}

/** @param {string} id @param {() => void} onMoved */
async function transfer(id, onMoved) {
  const found = await tried(() => get('/colleagues'));
  if (!found) return;
  const people = /** @type {Colleague[]} */ (found.colleagues).filter((each) => each.id !== me.id).sort((a, b) => Number(b.on_duty) - Number(a.on_duty));
  const teams = [...new Set(found.colleagues.map((/** @type {Colleague} */ each) => each.team).filter(Boolean))];
  const option = (/** @type {string} */ value, /** @type {string} */ text) => el('option', { value }, text);
  const duty = (/** @type {Colleague} */ each) => (each.on_duty ? words.inbox.onDuty : words.inbox.offDuty);
  openDialog({
    title: words.inbox.transferTitle,
    yes: words.inbox.transfer,
    body: [
      el('div', { class: 'field' }, el('label', { for: 'transfer-to' }, words.inbox.transferTo), el(
        'select',
        { id: 'transfer-to', name: 'to', required: true },
        el('optgroup', { label: words.inbox.toAgents }, people.map((each) => option(`agent:${each.id}`, `${each.name} · ${duty(each)}`))),
        teams.length > 0 && el('optgroup', { label: words.inbox.toTeams }, teams.map((team) => option(`team:${team}`, team))),
      )),
      el('div', { class: 'field' }, el('label', { for: 'transfer-words' }, words.inbox.transferWords), el('textarea', { id: 'transfer-words', name: 'words', maxlength: 2000 }), el('p', { class: 'hint' }, words.inbox.transferHint)),
    ],
    onYes: async (form) => {
      const [kind, value] = String(form.get('to')).split(/:(.*)/s);
      const said = String(form.get('words')).trim();
      await post(`/conversations/${id}/transfer`, { ...(kind === 'agent' ? { agent_id: Number(value) } : { team: value }), ...(said && { words: said }) });
      toast(words.inbox.transferred(kind === 'agent' ? (people.find((each) => each.id === Number(value))?.name ?? '') : value));
      onMoved();
    },
  });
}
