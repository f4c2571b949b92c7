// The last events of the log as this tab saw them, in order, and whether any is missing.

export interface LiveEvent {
  seq: number
  type: string
  at: string
  actor: { type: string; id: string; name: string }
  issue_id: string | null
  run_id: string | null
  /** The issue's card as it is now; null when it is gone or was never concerned. */
  issue: unknown
  changes: Record<string, [unknown, unknown]>
}

/** What the stream says, shared between the tabs of one browser. */
export type ChainMessage =
  /** From here on, everything after `position` will come. */
  | { kind: 'start'; position: number }
  /** The event that directly follows `previous`. */
  | { kind: 'event'; previous: number; event: LiveEvent }
  /** What directly follows `previous` is not for this caller. */
  | { kind: 'skip'; previous: number; position: number }

export interface EventChain {
  /** The last position that is known without a gap; null before the first word of the stream. */
  position(): number | null
  /** `new`: pass it on. `known`: nothing new to see. `gap`: something was missed, everything loaded so far may be stale. */
  accept(message: ChainMessage): 'new' | 'known' | 'gap'
  /** The events after that position; null if they are not all remembered. */
  since(position: number): LiveEvent[] | null
}

export function createEventChain(remembered = 300): EventChain {
  let position: number | null = null
  let oldest = 0
  let events: LiveEvent[] = []

  const restart = (at: number) => {
    position = at
    oldest = at
    events = []
  }
  return {
    position: () => position,
    accept: (message) => {
      if (message.kind === 'start') {
        if (position !== null && message.position <= position) return 'known'
        restart(message.position)
        return 'gap'
      }
      const reached = message.kind === 'event' ? message.event.seq : message.position
      if (position !== null && reached <= position) return 'known'
      const missed = position === null || position < message.previous
      if (missed) restart(message.previous)
      position = reached
      if (message.kind === 'skip') return missed ? 'gap' : 'known'
      events.push(message.event)
      if (events.length > remembered) {
        events = events.slice(-remembered)
        oldest = (events[0]?.seq ?? 1) - 1
      }
      return missed ? 'gap' : 'new'
    },
    since: (from) => (position === null || from < oldest ? null : events.filter((event) => event.seq > from)),
  }
}
