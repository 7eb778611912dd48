/** Sums as people read them. */

/** @param {string | null | undefined} amount in the main unit @param {string | null} [currency] */
export function money(amount, currency = 'CNY') {
  if (amount === null || amount === undefined) return '';
  return new Intl.NumberFormat('zh-CN', { style: 'currency', currency: currency ?? 'CNY', currencyDisplay: 'narrowSymbol' }).format(Number(amount));
}
