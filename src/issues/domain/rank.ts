// The order inside a column: fractional keys, so that a move writes one row.
import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing'

/** A key between two neighbours, either of which may be absent; undefined when they leave no room (equal keys). */
export function rankBetween(before: string | null, after: string | null): string | undefined {
  if (before !== null && after !== null && before >= after) return undefined
  return generateKeyBetween(before, after)
}

/** Fresh, evenly spread keys for a whole column. */
export function spreadRanks(count: number): string[] {
  return generateNKeysBetween(null, null, count)
}
