// Branches that are still on their way although their job is gone are sent on their way again.
import { systemContext, withTransaction } from '../platform/context.ts'
import type { Runtime } from '../platform/runtime.ts'
import { publishJob } from './job-names.ts'
import { listUnpublished } from './store/publish.ts'

const LOOK_BACK_MS = 7 * 86_400_000

export async function publishLeftOver(runtime: Runtime): Promise<void> {
  const since = new Date(runtime.clock.now().getTime() - LOOK_BACK_MS)
  for (const { id, workspace_id } of await listUnpublished(runtime.database.kysely, since)) {
    await withTransaction(systemContext(runtime, workspace_id), async (tx) => {
      tx.enqueue(publishJob, { workspace_id, run_id: id }, { singletonKey: id })
    })
  }
}
