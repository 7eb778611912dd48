/** What this device remembers of the person's taste. Nothing of a customer goes in here. */

/** @typedef {'keys' | 'notify' | 'sound' | 'facts'} Taste */

/** @param {Taste} name @param {boolean} otherwise while nothing was chosen */
export function chosen(name, otherwise) {
  try {
    const kept = localStorage.getItem(`desk-${name}`);
    return kept === null ? otherwise : kept === 'on';
  } catch {
    return otherwise; // storage may be switched off
  }
}

/** @param {Taste} name @param {boolean} on */
export function choose(name, on) {
  try {
    localStorage.setItem(`desk-${name}`, on ? 'on' : 'off');
  } catch {
    // then the choice lives as long as the page
  }
}
