// Whose statement it is: someone who waits for an answer, or a job that can wait its turn.
import { AsyncLocalStorage } from 'node:async_hooks'

export type Lane = 'http' | 'job'

const current = new AsyncLocalStorage<Lane>()

/** Runs `work`, and everything it starts, in a lane. Statements of `http` overtake waiting statements of `job`. */
export function runAs<T>(lane: Lane, work: () => T): T {
  return current.run(lane, work)
}

/** The lane of the calling code; code that never said is answering someone. */
export function currentLane(): Lane {
  return current.getStore() ?? 'http'
}
