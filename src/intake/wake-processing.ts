// After a delivery was stored: asks for processing at once. Deliveries that arrive meanwhile share one request.
import type { Runtime } from '../platform/runtime.ts'
import { processJob } from './job-names.ts'

/** A wake-up that is lost costs a second: a sweep finds what waits. */
export function createWake(): (runtime: Runtime) => void {
  let isAsking = false
  let isAskedAgain = false

  async function ask(runtime: Runtime): Promise<void> {
    do {
      isAskedAgain = false
      await runtime.jobs.insertInto(runtime.database.kysely, [{ name: processJob, payload: {} }])
      runtime.jobs.wake(processJob)
    } while (isAskedAgain)
  }

  return (runtime) => {
    isAskedAgain = true
    if (isAsking) return
    isAsking = true
    ask(runtime)
      .catch((error: unknown) => runtime.log.warn({ err: error }, 'intake.wake_failed'))
      .finally(() => {
        isAsking = false
      })
  }
}
