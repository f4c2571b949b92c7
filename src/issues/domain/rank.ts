// The order inside a column: fractional keys, so that a move writes one row.
import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing'

/** Keys grow by a character with every six moves to the same place; longer ones than this are spread anew. */
export const longestRank = 64

/** A key between two neighbours, either of which may be absent; undefined when they leave no room (equal keys). */
export function rankBetween(before: string | null, after: string | null): string | undefined {
  if (before !== null && after !== null && before >= after) return undefined
  return generateKeyBetween(before, after)
}

/** Fresh, evenly spread keys between two bounds; undefined when these leave no room. */
export function spreadRanks(count: number, before: string | null = null, after: string | null = null): string[] | undefined {
  if (before !== null && after !== null && before >= after) return undefined
  return generateNKeysBetween(before, after, count)
}

const randomBits = 24

/** A key above the first of a column, with a random part: issues that enter a column at the same moment do not meet. */
export function rankOnTop(first: string | null, random: () => number = Math.random): string {
  const ceiling = generateKeyBetween(null, first)
  let low = generateKeyBetween(null, ceiling)
  let high = ceiling
  for (let bit = 0; bit < randomBits; bit++) {
    const middle = generateKeyBetween(low, high)
    if (random() < 0.5) low = middle
    else high = middle
  }
  return generateKeyBetween(low, high)
}
