// How long what vendors sent is kept. What states are folded from is kept for good; bodies and single occurrences are not.

const day = 86_400_000

export interface Retention {
  /** Deliveries that were decided about, received before this. */
  deliveriesBefore: Date
  /** Deliveries that were given up: somebody may still look at them. */
  deadBefore: Date
  /** Signals that no state is folded from. */
  signalsBefore: Date
}

/** What a workspace has chosen. */
export interface RetentionPolicy {
  keep_deliveries_days: number
  keep_dead_deliveries_days: number
}

export function retentionAt(now: Date, policy: RetentionPolicy): Retention {
  const ago = (days: number) => new Date(now.getTime() - days * day)
  // Hooks are remembered as a channel for 90 days before the end of a window, and that may be two weeks long.
  return {
    deliveriesBefore: ago(policy.keep_deliveries_days),
    deadBefore: ago(Math.max(policy.keep_deliveries_days, policy.keep_dead_deliveries_days)),
    signalsBefore: ago(120),
  }
}

/** When a delivery is forgotten; null while it is still to be tried. */
export function keptUntil(delivery: { state: string; received_at: Date }, policy: RetentionPolicy): Date | null {
  if (delivery.state === 'received' || delivery.state === 'failed') return null
  const { keep_deliveries_days: days, keep_dead_deliveries_days: deadDays } = policy
  const kept = delivery.state === 'dead' ? Math.max(days, deadDays) : days
  return new Date(delivery.received_at.getTime() + kept * day)
}
