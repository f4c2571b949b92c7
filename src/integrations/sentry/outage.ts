// A Sentry that fails again and again is left alone for a while: whoever waits for it asks every few seconds, one after the other.

/** A failure or two are repeated at once: most pass. */
const fewestFailures = 3
const firstRestMs = 5_000
/** Windows wait a quarter of an hour for an answer: it must be asked some times in it. */
const longestRestMs = 60_000

export interface Outage {
  isResting(): boolean
  /** It failed by itself, or could not be reached in time. */
  noteFailure(): void
  /** It answered, whatever it said. */
  noteAnswer(): void
}

/** `now` is machine time in milliseconds. */
export function createOutage(now: () => number = Date.now): Outage {
  let failures = 0
  let restsUntil = 0
  return {
    isResting: () => now() < restsUntil,
    noteFailure() {
      failures += 1
      if (failures >= fewestFailures) restsUntil = now() + Math.min(firstRestMs * 2 ** (failures - fewestFailures), longestRestMs)
    },
    noteAnswer() {
      failures = 0
    },
  }
}
