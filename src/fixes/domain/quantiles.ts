// Exact limits of counts: quantiles of the Poisson and the binomial law, by the Cephes library.
import * as cephes from 'cephes'

// A WebAssembly module: nothing can be computed before it is compiled, which takes a moment once.
await cephes.compiled

export interface Limits {
  low: number
  high: number
}

/** Above it Cephes may give up the search; the expansion below is then right to ten digits. */
const MOST_SEARCHED_COUNT = 500

/** The mean counts that do not contradict a Poisson count (Garwood's limits): each tail holds `alpha / 2`. */
export function poissonLimits(count: number, alpha = 0.05): Limits {
  return { low: poissonLow(count, alpha / 2), high: poissonHigh(count, alpha / 2) }
}

/** The least mean count whose chance of so many events or more is `tail`; no smaller one is believed. */
export function poissonLow(count: number, tail: number): number {
  return count <= 0 ? 0 : gammaQuantile(count, tail)
}

function poissonHigh(count: number, tail: number): number {
  return gammaQuantile(count + 1, 1 - tail)
}

/** Where a gamma variable of this shape is smaller with this chance. */
function gammaQuantile(shape: number, chance: number): number {
  if (shape <= MOST_SEARCHED_COUNT) return cephes.igami(shape, 1 - chance)
  // Cornish and Fisher's expansion: the quantile of the normal law, bent as the gamma law is.
  const z = cephes.ndtri(chance)
  const root = Math.sqrt(shape)
  const terms = [
    shape + z * root,
    (z ** 2 - 1) / 3,
    (z ** 3 - 7 * z) / (36 * root),
    -(3 * z ** 4 + 7 * z ** 2 - 16) / (810 * shape),
    (9 * z ** 5 + 256 * z ** 3 - 433 * z) / (38_880 * shape * root),
  ]
  return terms.reduce((sum, term) => sum + term, 0)
}

/** The shares that do not contradict so many successes among so many trials (Clopper and Pearson's limits). */
export function binomialLimits(successes: number, trials: number, alpha = 0.05): Limits {
  const failures = trials - successes
  return {
    low: successes === 0 ? 0 : cephes.incbi(successes, failures + 1, alpha / 2),
    high: failures === 0 ? 1 : cephes.incbi(successes + 1, failures, 1 - alpha / 2),
  }
}

/** The chance of at most so many events where `mean` are to be expected. */
export function poissonAtMost(count: number, mean: number): number {
  if (mean <= 0) return 1
  return sumOfTerms(count, -mean, (k) => Math.log(mean / k))
}

/** The chance of at most so many successes among so many trials. */
export function binomialAtMost(successes: number, { trials, share }: { trials: number; share: number }): number {
  if (successes >= trials || share <= 0) return 1
  if (share >= 1) return 0
  const odds = Math.log(share) - Math.log1p(-share)
  return sumOfTerms(successes, trials * Math.log1p(-share), (k) => Math.log((trials - k + 1) / k) + odds)
}

/** Adds the terms 0 to `last` of a law, each known by its logarithm: the first one, and the step from one to the next. */
function sumOfTerms(last: number, firstLog: number, stepLog: (k: number) => number): number {
  let log = firstLog
  let sum = Math.exp(log)
  for (let k = 1; k <= last; k++) {
    log += stepLog(k)
    sum += Math.exp(log)
  }
  return Math.min(1, sum)
}
