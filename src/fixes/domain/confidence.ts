// How much does silence prove? An error that came a hundred times a day and stays away for two has gone; a yearly one may just rest.

/** A rate is not taken from less than this: one event in its first minute is no 1,440 a day. */
const MIN_EXPOSURE_SECONDS = 3_600

export interface Exposure {
  events: number
  seconds: number
}

/** How often the error came before the fix: all events it ever had over the time since it was first seen. */
export function exposureBefore(facts: { firstSeen: string; deployedAt: string; events: number }): Exposure {
  const seconds = (Date.parse(facts.deployedAt) - Date.parse(facts.firstSeen)) / 1_000
  return { events: facts.events, seconds: Math.max(MIN_EXPOSURE_SECONDS, seconds) }
}

/** Events per second. */
export function rateOf({ events, seconds }: Exposure): number {
  return seconds > 0 ? events / seconds : 0
}

/** How many events the old rate would have brought within so many seconds. */
export function expectedEvents(before: Exposure, seconds: number): number {
  return rateOf(before) * Math.max(0, seconds)
}

/** The chance that at least one event would have come, were the error still there: 1 − e^(−expected). */
export function confidenceOf(expected: number): number {
  return 1 - Math.exp(-expected)
}

/** How many seconds of silence make the confidence; infinite for an error that never came. */
export function secondsForConfidence(before: Exposure, confidence: number): number {
  const rate = rateOf(before)
  if (confidence <= 0) return 0
  return rate > 0 && confidence < 1 ? -Math.log(1 - confidence) / rate : Number.POSITIVE_INFINITY
}

/** The 95 % interval of a rate per second, from a Poisson count (Byar's approximation; for zero events the exact bound of 3 in all). */
export function rateInterval({ events, seconds }: Exposure): { low: number; high: number } {
  if (seconds <= 0) return { low: 0, high: Number.POSITIVE_INFINITY }
  if (events === 0) return { low: 0, high: -Math.log(0.05) / seconds }
  const bound = (count: number, z: number) => count * (1 - 1 / (9 * count) + z / (3 * Math.sqrt(count))) ** 3
  return { low: bound(events, -1.96) / seconds, high: bound(events + 1, 1.96) / seconds }
}
