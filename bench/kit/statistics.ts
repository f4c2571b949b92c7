// Medians and percentiles.

/** The value below which `share` of the sample lies: `percentile(times, 0.99)`. Of an empty sample: NaN. */
export function percentile(sample: readonly number[], share: number): number {
  const sorted = sample.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

export function median(sample: readonly number[]): number {
  const sorted = sample.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const lower = sorted[Math.ceil(middle) - 1] ?? Number.NaN
  return sorted.length % 2 === 1 ? lower : (lower + (sorted[middle] ?? Number.NaN)) / 2
}
