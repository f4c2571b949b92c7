// After a delivery was stored: asks for processing at once. Deliveries that arrive soon after share one request.
import { setTimeout as delay } from 'node:timers/promises'
import { runAs } from '../platform/db/lanes.ts'
import type { Runtime } from '../platform/runtime.ts'
import { processJob } from './job-names.ts'

/** Asking costs a commit, and so does each job; in a burst that is as much as storing the deliveries. */
const pauseMs = 100

/** A wake-up that is lost costs a second: a sweep finds what waits. */
export function createWake(): (runtime: Runtime) => void {
  let isAsking = false
  let isAskedAgain = false

  async function ask(runtime: Runtime): Promise<void> {
    try {
      do {
        isAskedAgain = false
        // Whoever waits for an acknowledgement goes first.
        await runAs('job', () => runtime.jobs.insertInto(runtime.database.kysely, [{ name: processJob, payload: {} }]))
        runtime.jobs.wake(processJob)
        await delay(pauseMs, undefined, { ref: false })
      } while (isAskedAgain)
    } finally {
      isAsking = false // in the same step as the last look at isAskedAgain
    }
  }

  return (runtime) => {
    isAskedAgain = true
    if (isAsking) return
    isAsking = true
    ask(runtime).catch((error: unknown) => runtime.log.warn({ err: error }, 'intake.wake_failed'))
  }
}
