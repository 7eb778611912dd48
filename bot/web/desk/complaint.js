/** One complaint: what happened, what was done, and the place to go on. */
import { Refused, get } from './parts/api.js';
import { el, find, icon, show } from './parts/dom.js';
import { keepPlace } from './parts/keyed.js';
import { onKey } from './parts/keys.js';
import { gathered } from './parts/soon.js';
import { toast } from './parts/toast.js';
import { words } from './parts/words.js';
import { drawAlerts, drawHead } from './complaints/head.js';
import { Side } from './complaints/side.js';
import { drawStatement } from './complaints/statement.js';
import { stepNode } from './complaints/timeline.js';
import { Work } from './complaints/work.js';
import { onChange } from './shell/changes.js';

/** @import { ComplaintWhole } from './types.d.ts' */

const number = location.pathname.split('/').pop() ?? '';
const page = find('.complaint');

/** @returns {Promise<ComplaintWhole | null>} the complaint as it is now, drawn */
async function again() {
  try {
    const complaint = await get(`/complaints/${number}`);
    draw(complaint);
    return complaint;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    find('#loading').hidden = true;
    if (page.hidden) show(find('#problem'), el('div', { class: 'empty' }, icon('alert'), el('strong', {}, error.message), el('a', { class: 'button', href: '/complaints' }, words.complaints.back)));
    else toast(error.message, { problem: true });
    return null;
  }
}

const asked = gathered(again);
const refresh = () => void asked();
const work = new Work(find('#work'), again);
const side = new Side(find('#side'), refresh);

/** @param {ComplaintWhole} complaint */
function draw(complaint) {
  find('#loading').hidden = true;
  page.hidden = false;
  drawHead(find('.complaint-head'), complaint, refresh);
  drawAlerts(find('#alerts'), complaint);
  drawStatement(find('#statement'), complaint, refresh);
  keepPlace(find('#timeline'), complaint.timeline, ({ sequence }) => sequence, stepNode);
  side.draw(complaint);
  work.draw(complaint);
}

onChange(({ kind, key }) => {
  if (kind === 'everything' || (kind === 'complaint' && key === number)) refresh();
});
onKey('r', words.keys.reply, () => work.choose('reply', true));
onKey('n', words.keys.note, () => work.choose('note', true));
refresh();
