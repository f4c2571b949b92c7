// US dollars as people read them: two decimals, more only for the first cent.

/** `0.42 USD`; costs under a cent show their first figure: `0.004 USD`. */
export function moneyText(usd: number): string {
  return `${amountText(usd)} USD`
}

export function amountText(usd: number): string {
  const size = Math.abs(usd)
  if (size === 0 || size >= 0.01) return usd.toFixed(2)
  return size < 0.001 ? '<0.001' : usd.toFixed(3)
}
