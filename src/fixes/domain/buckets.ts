// Occurrences counted in equal steps of time around a deployment, for a small chart.

export interface Happened {
  /** ISO 8601 UTC. */
  at: string
  /** It speaks against the fix. */
  isAgainst: boolean
}

export interface Bucket {
  starts_at: string
  events: number
  against: number
}

export interface Buckets {
  bucket_seconds: number
  buckets: Bucket[]
}

const hour = 3_600
const steps = [60, 300, 900, hour, 3 * hour, 6 * hour, 12 * hour, 24 * hour, 48 * hour, 7 * 24 * hour]
const MOST_BUCKETS = 48

/** A bucket begins exactly at the deployment, so that none mixes what was before with what came after. */
export function bucketsAround(happened: readonly Happened[], span: { from: string; deployedAt: string; until: string }): Buckets {
  const [from, deployedAt, until] = [span.from, span.deployedAt, span.until].map((time) => Date.parse(time) / 1_000) as [
    number,
    number,
    number,
  ]
  const needed = (until - from) / (MOST_BUCKETS - 2)
  const step = steps.find((seconds) => seconds >= needed) ?? Math.ceil(needed / (24 * hour)) * 24 * hour
  const first = -Math.ceil((deployedAt - from) / step)
  const last = Math.max(0, Math.ceil((until - deployedAt) / step) - 1)
  const buckets = Array.from({ length: last - first + 1 }, (_, index) => ({
    starts_at: new Date((deployedAt + (first + index) * step) * 1_000).toISOString(),
    events: 0,
    against: 0,
  }))
  for (const { at, isAgainst } of happened) {
    const bucket = buckets[Math.floor((Date.parse(at) / 1_000 - deployedAt) / step) - first]
    if (!bucket) continue
    bucket.events += 1
    if (isAgainst) bucket.against += 1
  }
  return { bucket_seconds: step, buckets }
}
