// The rule by which a loud error's fix may be verified before the end of its window, and the error that it may make.
import { type Exposure, rateOf } from './confidence.ts'
import { poissonLow } from './quantiles.ts'

/**
 * Let N be the events counted within t seconds of the window, and L the rate before as its exact lower limit has it, which is too
 * high with a chance of `LIMIT_ERROR` at most. The fix is verified as soon as R^N · e^(L(1−R)t) ≥ 1 / `TEST_ERROR`: the likelihood of
 * a rate of R·L against that of L (Wald). At an unchanged rate, L or more, that product is a supermartingale that begins at 1, so the
 * chance that it ever reaches 1 / `TEST_ERROR` is at most `TEST_ERROR` (Ville), however often it is looked at. Both errors together
 * are `EARLY_ERROR`. There is no second boundary: a recurrence fails the fix by the ordinary rule, and what is not verified early
 * waits for the end of its window.
 */
export const EARLY_ERROR = 0.01
const LIMIT_ERROR = EARLY_ERROR / 2
const TEST_ERROR = EARLY_ERROR / 2
/** A fix that works leaves at most this part of the rate. */
export const EARLY_RATIO = 0.1
/** Never sooner than this after the grace: an hour sees more than one kind of visitor. */
export const EARLY_MIN_SECONDS = 3_600

export interface EarlyRule {
  /** The greatest chance that an error of unchanged rate is verified early. */
  maxError: number
  ratio: number
  /** The rate before, events a day, that is believed at least. */
  atLeastPerDay: number
  /** So much of the window had to be quiet. */
  secondsNeeded: number
}

/** How much of the window must have passed with so many events in it; null where no time is enough. */
export function earlyRule(before: Exposure, eventsAfter: number): EarlyRule | null {
  // The time before begins with the first event, so only the others happened within it.
  const atLeast = rateOf({ events: poissonLow(before.events - 1, LIMIT_ERROR), seconds: before.seconds })
  if (atLeast <= 0) return null
  const needed = (-Math.log(TEST_ERROR) - eventsAfter * Math.log(EARLY_RATIO)) / ((1 - EARLY_RATIO) * atLeast)
  return {
    maxError: EARLY_ERROR,
    ratio: EARLY_RATIO,
    atLeastPerDay: atLeast * 86_400,
    secondsNeeded: Math.max(EARLY_MIN_SECONDS, needed),
  }
}
