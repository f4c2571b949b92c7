// Asks for a second look at what could not start: a run finished, or policy, agents, repositories or credentials changed.
import type { Tx } from '../platform/context.ts'
import { reconsiderJob } from './job-names.ts'

/** Enqueues it with the change that makes it worthwhile; many changes at once make one look. */
export function reconsiderStarts(tx: Tx, cause: string): void {
  tx.enqueue(reconsiderJob, { workspace_id: tx.workspaceId, cause }, { singletonKey: tx.workspaceId })
}
