/** What the server wrote into the page: who is signed in, in which language and zone. */

const { agent, name, role, team, zone, patience, limit, csrf } = document.body.dataset;

export const me = Object.freeze({ id: Number(agent), name: name ?? '', role: role ?? '', team: team || null, limit: Number(limit ?? 0) });
export const language = document.documentElement.lang.startsWith('en') ? 'en' : 'zh';
export const timeZone = zone || 'Asia/Shanghai';
/** How long somebody waits before it presses, in ms. */
export const patienceMs = Number(patience) * 1000;
export const token = csrf ?? '';

/** Supervisors and administrators: they assign, approve and reopen. */
export const leads = me.role === 'supervisor' || me.role === 'administrator';
/** Auditors only read. */
export const works = me.role !== 'auditor';
