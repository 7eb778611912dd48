/** The desk's words in English. */
import common from './strings/en/common.js';
import complaints from './strings/en/complaints.js';
import inbox from './strings/en/inbox.js';
import lists from './strings/en/lists.js';
import people from './strings/en/people.js';
import intents from './strings/en/intents.js';

/** @type {typeof import('./strings.zh.js').default} */
export default { ...common, complaints, inbox, intents, ...lists, ...people };
