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

/** Up to which number she has seen of something. @param {string} name */
export function seenUpTo(name) {
  try {
    return Number(localStorage.getItem(`desk-${name}`)) || 0;
  } catch {
    return 0;
  }
}

/** @param {string} name @param {number} number */
export function keepSeen(name, number) {
  try {
    localStorage.setItem(`desk-${name}`, String(number));
  } catch {
    // then all is new again on the next page
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
