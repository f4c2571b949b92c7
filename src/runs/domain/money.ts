// Money is counted in whole millionths of a dollar; days are UTC days.

/** Micro-USD of an amount in USD, as policies and the API write it. */
export function microUsd(usd: number): number {
  return Math.round(usd * 1_000_000)
}

/** USD with six decimals at most, for the API. */
export function toUsd(micro: number): number {
  return micro / 1_000_000
}

/** `4.10`, for sentences. */
export function formatUsd(micro: number): string {
  return (micro / 1_000_000).toFixed(2)
}

/** The UTC day of a moment, `2026-01-31`. */
export function utcDay(at: Date): string {
  return at.toISOString().slice(0, 10)
}

/** The next midnight in UTC. */
export function nextUtcMidnight(at: Date): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() + 1))
}
