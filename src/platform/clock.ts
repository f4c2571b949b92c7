// Business time: what windows, budgets, sessions and cool-downs are measured by. Tests move it; leases and retries never use it.

export interface Clock {
  /** The present moment in business time. */
  now(): Date
  /** How far business time is ahead of the machine's clock, in milliseconds. */
  offsetMs(): number
  setOffsetMs(offsetMs: number): void
}

/** A clock that follows the machine's, moved by an offset. */
export function createClock(offsetMs = 0, machineNow: () => number = Date.now): Clock {
  let offset = offsetMs
  return {
    now: () => new Date(machineNow() + offset),
    offsetMs: () => offset,
    setOffsetMs: (next) => {
      offset = next
    },
  }
}
