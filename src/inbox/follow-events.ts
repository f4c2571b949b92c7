// Keeps the notices of a workspace in step with its event log: each batch of events names the issues to look at again.
import { systemContext, type Tx, withTransaction } from '../platform/context.ts'
import type { Runtime } from '../platform/runtime.ts'
import { reviewIssues } from './review-issues.ts'
import { ensureReader, type LoggedEvent, listBehind, lockReader, moveReader, readLog } from './store/notices.ts'

const batchSize = 500

/** They change nothing that a notice is derived from, and come by the thousand. */
const ignored = new Set(['issue.enriched', 'signal.recorded', 'notification.opened', 'notification.closed'])

/** Reads on until nothing is left, or somebody else reads. Idempotent: the events only say where to look. */
export async function followEvents(runtime: Runtime, workspaceId: string): Promise<void> {
  for (;;) {
    const ctx = systemContext(runtime, workspaceId)
    const isMore = await withTransaction(ctx, (tx) => followBatch(tx))
    if (!isMore) return
  }
}

/** All workspaces whose log goes on after what was read. */
export async function followAll(runtime: Runtime, signal?: AbortSignal): Promise<void> {
  for (const workspaceId of await listBehind(runtime.database.kysely)) {
    if (signal?.aborted) return
    await followEvents(runtime, workspaceId)
  }
}

/** True when the next batch is to be read at once. The reader's row is locked: one process reads at a time. */
async function followBatch(tx: Tx): Promise<boolean> {
  const read = (await lockReader(tx.db, tx.workspaceId)) ?? (await beginReading(tx))
  if (read === undefined) return false
  const events = await readLog(tx.db, tx.workspaceId, { after: read, limit: batchSize })
  const last = events.at(-1)
  if (!last) return false
  await reviewIssues(tx, events.filter(isOfInterest))
  await moveReader(tx.db, tx.workspaceId, { seq: last.seq, now: tx.now })
  return true
}

async function beginReading(tx: Tx): Promise<number | undefined> {
  await ensureReader(tx.db, tx.workspaceId, tx.now)
  return lockReader(tx.db, tx.workspaceId)
}

function isOfInterest(event: LoggedEvent): boolean {
  return event.issue_id !== null && !ignored.has(event.type)
}
