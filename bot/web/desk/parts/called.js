/** What a customer is called: her name, her number while the wallet does not tell it, or a visitor. */
import { words } from './words.js';

/** @param {{ id: string, name: string } | null | undefined} customer */
export const called = (customer) => customer?.name || customer?.id || words.visitor;
