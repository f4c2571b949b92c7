// Waits for a condition by looking again and again, never for a time.
import { setTimeout as delay } from 'node:timers/promises'

export interface Waiting {
  /** What is waited for, for the message of a failure. */
  what: string
  timeoutMs?: number
  everyMs?: number
}

/** The first answer that is neither undefined, null nor false. A look that throws counts as "not yet"; the last error is told. */
export async function waitFor<T>(
  look: () => T | Promise<T>,
  { what, timeoutMs = 30_000, everyMs = 40 }: Waiting,
): Promise<Exclude<T, undefined | null | false>> {
  const until = performance.now() + timeoutMs
  let problem: unknown
  for (;;) {
    try {
      const answer = await look()
      problem = undefined
      if (isAnswer(answer)) return answer
    } catch (error) {
      problem = error
    }
    if (performance.now() > until) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`, { cause: problem })
    await delay(everyMs)
  }
}

function isAnswer<T>(answer: T): answer is Exclude<T, undefined | null | false> {
  return answer !== undefined && answer !== null && answer !== false
}
