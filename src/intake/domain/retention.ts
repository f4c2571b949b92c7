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

export function retentionAt(now: Date): Retention {
  const ago = (days: number) => new Date(now.getTime() - days * day)
  // Hooks are remembered as a channel for 90 days before the end of a window, and that may be two weeks long.
  return { deliveriesBefore: ago(30), deadBefore: ago(90), signalsBefore: ago(120) }
}
