// From when to when a fix is watched.

export interface WindowFacts {
  /** All ISO 8601 UTC. */
  mergedAt: string
  deployedAt: string
  /** When we learned of the deployment. */
  receivedAt: string
}

export interface WindowPolicy {
  windowSeconds: number
  graceSeconds: number
}

export const defaultWindowPolicy: WindowPolicy = { windowSeconds: 48 * 3_600, graceSeconds: 600 }

export interface WatchWindow {
  /** When the new code can have begun to run. */
  deployedAt: string
  /** From here on occurrences count: old processes have had time to end. */
  startsAt: string
  endsAt: string
}

/** A deployment that is told late cannot begin earlier than this before we heard of it: nobody watched. */
const MAX_HINDSIGHT_SECONDS = 15 * 60

/**
 * The window of a deployed fix: it ends `windowSeconds` after the deployment, and occurrences count from `graceSeconds` after it.
 * A window that is not longer than the grace begins when the grace is over.
 */
export function windowOf({ mergedAt, deployedAt, receivedAt }: WindowFacts, policy: WindowPolicy): WatchWindow {
  const start = Math.max(Date.parse(mergedAt), Date.parse(deployedAt), Date.parse(receivedAt) - MAX_HINDSIGHT_SECONDS * 1_000)
  const { windowSeconds, graceSeconds } = policy
  const length = windowSeconds > graceSeconds ? windowSeconds : graceSeconds + windowSeconds
  return { deployedAt: iso(start), startsAt: iso(start + graceSeconds * 1_000), endsAt: iso(start + length * 1_000) }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
