// How much does silence prove? An error that came a hundred times a day and stays away for two has gone; a yearly one may just rest.
import { binomialAtMost, binomialLimits, type Limits, poissonAtMost, poissonLimits } from './quantiles.ts'

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

/** The chance that more events would have come, were the error as frequent as it seemed; 1 − e^(−expected) where none came. */
export function confidenceOf(expected: number, eventsAfter = 0): number {
  return 1 - poissonAtMost(eventsAfter, expected)
}

/**
 * How sure a window this quiet makes us that the error became rarer: one less the exact chance of as few events, were its rate
 * unchanged. Unlike `confidenceOf` it knows that the rate before was only estimated, so it never claims more.
 */
export function surenessOf(before: Exposure, after: Exposure): number {
  const trials = before.events + after.events
  if (trials === 0 || after.seconds <= 0) return 0
  return 1 - binomialAtMost(after.events, { trials, share: after.seconds / (before.seconds + after.seconds) })
}

/** How many seconds of silence make us so sure; infinite for an error that never came. */
export function secondsForSureness(before: Exposure, sureness: number): number {
  if (sureness <= 0) return 0
  if (before.events <= 0 || sureness >= 1) return Number.POSITIVE_INFINITY
  return before.seconds * ((1 - sureness) ** (-1 / before.events) - 1)
}

/** The exact 95 % interval of a rate per second (Garwood's limits of a Poisson count). */
export function rateInterval({ events, seconds }: Exposure): Limits {
  if (seconds <= 0) return { low: 0, high: Number.POSITIVE_INFINITY }
  const { low, high } = poissonLimits(events)
  return { low: low / seconds, high: high / seconds }
}

export interface RateRatio extends Limits {
  estimate: number
}

/**
 * The rate after over the rate before, with its exact 95 % interval: given their sum the events after are binomial, so Clopper and
 * Pearson's limits of that share are limits of the ratio. Null where the error never came before: there is nothing to compare with.
 */
export function rateRatio(before: Exposure, after: Exposure): RateRatio | null {
  if (before.events <= 0 || before.seconds <= 0 || after.seconds <= 0) return null
  const { low, high } = binomialLimits(after.events, before.events + after.events)
  const scale = before.seconds / after.seconds
  const ratio = (share: number) => (share / (1 - share)) * scale
  return { estimate: (after.events / before.events) * scale, low: ratio(low), high: ratio(high) }
}
