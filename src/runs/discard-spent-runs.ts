// Frees the disk of a host from what no later run can go on with: sessions of closed issues, and very old ones.
import type { Runtime } from '../platform/runtime.ts'
import { runPorts } from './ports.ts'
import { hostOf } from './recover-runs.ts'
import { forgetPlaceOfRun, listSpentRuns } from './store/spent-runs.ts'

const CLOSED_FOR_MS = 86_400_000
const OLD_AFTER_MS = 14 * 86_400_000

/** Idempotent: a run that was discarded has no place on any host any more. */
export async function discardSpentRuns(runtime: Runtime): Promise<void> {
  const { executor, workerId } = runPorts(runtime)
  const now = runtime.clock.now().getTime()
  const spent = await listSpentRuns(runtime.database.kysely, {
    host: hostOf(workerId),
    closedBefore: new Date(now - CLOSED_FOR_MS),
    finishedBefore: new Date(now - OLD_AFTER_MS),
  })
  for (const runId of spent) {
    await executor.discard(runId, false)
    await forgetPlaceOfRun(runtime.database.kysely, runId)
  }
}
