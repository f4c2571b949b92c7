// The numbers come from outside: printed tables, R's documented examples, SciPy 1.17.1 (`scipy.stats`) run for this file.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binomialAtMost, binomialLimits, poissonAtMost, poissonLimits } from './quantiles.ts'

describe("Poisson limits are Garwood's", () => {
  // F. Garwood, Fiducial limits for the Poisson distribution, Biometrika 28 (1936) 437-442; as printed in Pearson & Hartley,
  // Biometrika Tables for Statisticians I, table 40, 95 %.
  test.each([
    [0, '0.000', '3.69'],
    [1, '0.0253', '5.57'],
    [2, '0.242', '7.22'],
    [3, '0.619', '8.77'],
    [4, '1.09', '10.24'],
    [5, '1.62', '11.67'],
    [10, '4.80', '18.39'],
    [20, '12.22', '30.89'],
    [30, '20.24', '42.83'],
    [50, '37.11', '65.92'],
  ])('of %d events, to the digits of the table', (count, low, high) => {
    const limits = poissonLimits(count)
    const digits = (text: string) => text.split('.')[1]?.length ?? 0
    expect([limits.low.toFixed(digits(low)), limits.high.toFixed(digits(high))]).toEqual([low, high])
  })

  // gamma.ppf(0.025, n) and gamma.ppf(0.975, n + 1)
  test.each([
    [1, 0.02531780798, 5.571643391],
    [10, 4.795388696, 18.39035604],
    [100, 81.36399125, 121.6267938],
    [137, 115.0205344, 161.9564047],
    [1_000, 938.9730184, 1063.952136],
    [24_000, 23697.311945, 24305.588681],
    [100_000, 99381.15266374, 100621.7447397],
    [2_000_000, 1997229.139626, 2002773.755373],
    [100_000_000, 99980401.30732, 100019601.5871],
  ])('of %d events, as SciPy has them', (count, low, high) => {
    const limits = poissonLimits(count)
    expect(limits.low / low).toBeCloseTo(1, 9)
    expect(limits.high / high).toBeCloseTo(1, 9)
  })

  test('of the Welsh nickel workers in the documentation of R: poisson.test(137, 24.19893)', () => {
    const { low, high } = poissonLimits(137)
    expect([low / 24.19893, high / 24.19893].map((limit) => limit.toFixed(6))).toEqual(['4.753125', '6.692709'])
  })
})

describe("binomial limits are Clopper and Pearson's", () => {
  // beta.ppf(0.025, s, n - s + 1) and beta.ppf(0.975, s + 1, n - s)
  test.each([
    [0, 40, 0, 0.0880973],
    [1, 101, 0.00025064, 0.05393235],
    [11, 32, 0.18571909, 0.53193104],
    [40, 40, 0.9119027, 1],
  ])('of %d among %d, as SciPy has them', (successes, trials, low, high) => {
    const limits = binomialLimits(successes, trials)
    expect(limits.low).toBeCloseTo(low, 7)
    expect(limits.high).toBeCloseTo(high, 7)
  })
})

describe('chances of at most so many', () => {
  test.each([
    [0, 3, 0.049787068], // scipy.stats.poisson.cdf
    [1, 1, 0.735758882],
    [10, 20, 0.010811719],
    [0, 800, 0],
  ])('%d where %d are to be expected', (count, mean, chance) => expect(poissonAtMost(count, mean)).toBeCloseTo(chance, 9))

  test.each([
    [0, 2, 1 / 6, 0.694444444], // scipy.stats.binom.cdf
    [3, 20, 0.3, 0.1070868045],
    [20, 20, 0.3, 1],
    [1, 5, 1, 0],
  ])('%d among %d of share %d', (successes, trials, share, chance) =>
    expect(binomialAtMost(successes, { trials, share })).toBeCloseTo(chance, 9),
  )
})

test('where the search ends and the expansion begins, no step shows', () => {
  for (const alpha of [0.05, 0.01]) {
    const [below, above] = [poissonLimits(499, alpha), poissonLimits(501, alpha)]
    expect((above.low - below.low) / 2).toBeCloseTo(1, 0)
    expect((above.high - below.high) / 2).toBeCloseTo(1, 0)
  }
})

test('every count has limits: the search never gives up where it is used', () => {
  const tails = [0.1, 0.05, 0.01]
  for (let count = 0; count <= 520; count++) {
    const widths = tails.map((alpha) => poissonLimits(count, alpha)).map(({ low, high }) => high - low)
    expect(widths).toEqual(widths.toSorted((a, b) => a - b))
  }
})

test('limits lie around the count and agree with the chances that define them', () => {
  fc.assert(
    fc.property(fc.nat(2_000), (count) => {
      const { low, high } = poissonLimits(count)
      expect(low <= count && count < high).toBe(true)
      expect(poissonAtMost(count, high)).toBeCloseTo(0.025, 6)
      if (count > 0) expect(1 - poissonAtMost(count - 1, low)).toBeCloseTo(0.025, 6)
    }),
    { numRuns: 50 },
  )
})
