// The state of an alert as all its deliveries together tell it. One issue may stand for several alerts: of one rule on two hosts.

export interface AlertEntry {
  /** Which of the alerts it is about. */
  instance: string
  kind: 'error_occurrence' | 'error_issue_resolved'
  /** ISO 8601 UTC. */
  occurredAt: string
  /** Why the vendor says that it is over, in its own word. */
  substatus: string | null
  /** When what is over began, ISO 8601 UTC; null where that is not known. */
  beganAt?: string | null
}

export interface FoldedAlert {
  state: 'firing' | 'resolved'
  /** When the last one was over; null while any fires. */
  resolvedAt: string | null
  /** When the newest of what is over began. */
  lastBeganAt: string | null
  /** Over because nobody looks any more, not because nothing is wrong. */
  isWatched: boolean
}

/** The rule is gone, or pauses: whatever happens now, it tells nothing. */
const unwatched = new Set(['ruledeleted', 'paused', 'notificationsdisabled'])

/** Whether a reason why something is over says that nobody looks any more. */
export function isUnwatched(substatus: string | null): boolean {
  return unwatched.has(substatus?.toLowerCase() ?? '')
}

/** Over only when each of its alerts is; null for one that nothing was said about. In any order. */
export function foldAlert(entries: readonly AlertEntry[]): FoldedAlert | null {
  const newest = new Map<string, AlertEntry>()
  for (const entry of entries) {
    const known = newest.get(entry.instance)
    if (!known || isLater(entry, known)) newest.set(entry.instance, entry)
  }
  const states = [...newest.values()]
  if (states.length === 0) return null
  const resolved = states.filter(({ kind }) => kind === 'error_issue_resolved')
  const isOver = resolved.length === states.length
  return {
    state: isOver ? 'resolved' : 'firing',
    resolvedAt: isOver ? newestOf(resolved.map(({ occurredAt }) => occurredAt)) : null,
    lastBeganAt: newestOf(resolved.map(({ beganAt }) => beganAt)),
    isWatched: states.every(({ substatus }) => !isUnwatched(substatus)),
  }
}

function newestOf(times: readonly (string | null | undefined)[]): string | null {
  return (
    times
      .filter((time) => time !== null && time !== undefined)
      .sort()
      .at(-1) ?? null
  )
}

// An alert that began and ended in one moment is over.
function isLater(a: AlertEntry, b: AlertEntry): boolean {
  return a.occurredAt === b.occurredAt ? a.kind === 'error_issue_resolved' : a.occurredAt > b.occurredAt
}
