/** What the complaint says: her words, what it is about, its files, and the review it stands for. */
import { call } from '../parts/api.js';
import { attached } from '../parts/attached.js';
import { el, icon, show } from '../parts/dom.js';
import { money } from '../parts/money.js';
import { isNew } from '../parts/shape.js';
import { stars } from '../parts/stars.js';
import { exact } from '../parts/times.js';
import { toast, tried } from '../parts/toast.js';
import { named, words } from '../parts/words.js';
import { factList } from './side.js';

/** @import { ComplaintWhole, ReviewFacts } from '../types.d.ts' */

const KINDS = 'image/jpeg,image/png,image/webp,image/gif,application/pdf';
const { facts, remedies, reviewFacts } = words.complaints;

/** @param {HTMLElement} place @param {ComplaintWhole} complaint @param {() => void} onChanged */
export function drawStatement(place, complaint, onChanged) {
  const { number, review } = complaint;
  if (!isNew(place, complaint)) return;
  show(
    place,
    el('p', { class: 'words', lang: complaint.locale === 'en' ? 'en' : 'zh-CN' }, complaint.description),
    review ? reviewList(review) : factList([
      [facts.remedy, [named(remedies, complaint.remedy), complaint.remedy_words].filter(Boolean).join(' · ')],
      [facts.amount, complaint.amount && el('b', { class: 'number' }, money(complaint.amount, complaint.currency))],
      [facts.transaction, complaint.transaction_id && el('span', { class: 'code' }, complaint.transaction_id)], [facts.when, complaint.occurred_at && exact(complaint.occurred_at)],
    ]),
    el('div', { class: 'evidence' }, complaint.attachments.map((file) => attached(`/api/v1/complaints/${number}/attachments/${file.id}`, file)), complaint.moves.includes('note_added') && adding(number, onChanged)),
  );
}

/** @param {ReviewFacts} review */
const reviewList = (review) => factList([
  [reviewFacts.from, el('span', {}, named(words.reviews.sources, review.source), ' ', el('a', { href: review.link, target: '_blank', rel: 'noopener noreferrer' }, reviewFacts.link, icon('external')))],
  [reviewFacts.author, review.author], [reviewFacts.stars, review.stars && stars(review.stars)], [reviewFacts.at, exact(review.posted_at)],
  [reviewFacts.draft, review.draft && el('span', { class: 'words' }, review.draft)], [reviewFacts.solution, review.solution], [reviewFacts.followUp, review.follow_up],
]);

/** @param {string} number @param {() => void} onChanged */
function adding(number, onChanged) {
  const input = el('input', { type: 'file', accept: KINDS, hidden: true, 'aria-hidden': 'true', tabindex: -1 });
  const button = el('button', { type: 'button', class: 'button small', onclick: () => input.click() }, icon('clip'), words.complaints.addEvidence);
  input.addEventListener('change', async () => {
    const form = new FormData();
    form.append('file', /** @type {FileList} */ (input.files)[0]);
    input.value = '';
    if (!(await tried(() => call('POST', `/complaints/${number}/attachments`, { form }), button))) return;
    toast(words.complaints.evidenceAdded);
    onChanged();
  });
  return button;
}
