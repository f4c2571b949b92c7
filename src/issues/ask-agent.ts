// Assigning is asking: the request to work is enqueued in the transaction that assigns.
import type { Tx } from '../platform/context.ts'

export const considerJob = 'runs.consider'

/** The answer, a run or a refusal with its reason, is on the issue's timeline within a second. */
export function askAgentToWork(tx: Tx, issueId: string, cause: string): void {
  tx.enqueue(considerJob, { workspace_id: tx.workspaceId, issue_id: issueId, cause, actor: { ...tx.actor } })
}
