/** The desk's words in Chinese; this file sets the names. */
import common from './strings/zh/common.js';
import complaints from './strings/zh/complaints.js';
import inbox from './strings/zh/inbox.js';
import lists from './strings/zh/lists.js';
import people from './strings/zh/people.js';
import intents from './strings/zh/intents.js';

export default { ...common, complaints, inbox, intents, ...lists, ...people };
