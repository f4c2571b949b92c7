// The state of an object is a fold over its signals in the order in which they happened, not in which they arrived.

/** What ordering needs to know of a signal. */
export interface Foldable {
  kind: string
  occurredAt: string
  occurrenceKey: string
}

export interface Recorded<S extends Foldable> {
  signal: S
  /** The delivery's own sequence; breaks ties only between signals that say the same. */
  deliverySeq: number
}

/** What comes later of two signals of the same moment; the greater one has the last word. */
export type Precedence<S> = (signal: S) => number

/**
 * The signals of one object in the order in which they happened, each content once. The order depends on nothing but the signals:
 * (time, precedence, content); deliveries that were repeated, delayed or shuffled change nothing.
 */
export function inOrder<S extends Foldable>(recorded: readonly Recorded<S>[], precedence: Precedence<S>): S[] {
  const first = new Map<string, Recorded<S>>()
  for (const entry of recorded) {
    const key = `${entry.signal.kind} ${entry.signal.occurrenceKey}`
    const known = first.get(key)
    if (!known || isEarlier(entry, known)) first.set(key, entry)
  }
  return [...first.values()]
    .map((entry) => entry.signal)
    .sort(
      (a, b) =>
        compare(a.occurredAt, b.occurredAt) ||
        precedence(a) - precedence(b) ||
        compare(a.kind, b.kind) ||
        compare(a.occurrenceKey, b.occurrenceKey),
    )
}

// Of two deliveries with one content the one that claims the earlier time counts; a replay cannot move the past.
function isEarlier<S extends Foldable>(a: Recorded<S>, b: Recorded<S>): boolean {
  return (compare(a.signal.occurredAt, b.signal.occurredAt) || a.deliverySeq - b.deliverySeq) < 0
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
