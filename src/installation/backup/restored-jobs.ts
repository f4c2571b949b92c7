// Work that waited when a backup was written: the first server that starts on the restored database takes it up.
import { z } from 'zod'
import { readSetting, removeSetting } from '../../access/store/settings.ts'
import { systemContext, withTransaction } from '../../platform/context.ts'
import type { Runtime } from '../../platform/runtime.ts'

export const restoredJobsKey = 'installation.restored_jobs'

const storedSchema = z
  .object({
    jobs: z.array(
      z.object({
        name: z.string(),
        payload: z.record(z.string(), z.unknown()),
        singleton_key: z.string().nullable(),
        start_after_seconds: z.number(),
      }),
    ),
  })
  .optional()

/** Call it when the queue has started. Jobs that this version does not know are left out and logged. */
export async function takeUpRestoredJobs(runtime: Runtime): Promise<void> {
  const { database, jobs, log } = runtime
  if ((await readSetting(database.kysely, restoredJobsKey)) === undefined) return
  await withTransaction(systemContext(runtime, 'none'), async (tx) => {
    const stored = storedSchema.parse(await removeSetting(tx.db, restoredJobsKey))
    for (const { name, payload, singleton_key, start_after_seconds } of stored?.jobs ?? []) {
      if (!jobs.accepts(name, payload)) log.warn({ job: name }, 'restored_job.unknown')
      else
        tx.enqueue(name, payload, {
          startAfterSeconds: start_after_seconds,
          ...(singleton_key !== null && { singletonKey: singleton_key }),
        })
    }
  })
}
