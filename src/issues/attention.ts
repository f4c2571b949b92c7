// Marks that an issue needs a person, in a sentence, and shows in lists that something about it changed.
import type { Tx } from '../platform/context.ts'
import { isUnproven } from './domain/close-gate.ts'
import { changeIssue, lockIssue, touchIssueRow } from './store/issue-store.ts'

/** Null clears it, unless nothing else says that the issue is done without proof. Emits one event when it changes. */
export async function setNeedsAttention(tx: Tx, issueId: string, text: string | null): Promise<void> {
  const issue = await lockIssue(tx.db, tx.workspaceId, { kind: 'id', id: issueId })
  if (!issue || issue.needs_attention === text) return
  if (text === null && isUnproven(issue)) return
  await changeIssue(tx.db, issueId, { needs_attention: text, now: tx.now })
  tx.emit({ type: 'issue.updated', issueId, payload: { changes: { needs_attention: [issue.needs_attention, text] } } })
}

/** For what changes the card without being a field of the issue: a run, a plan, a pull request. */
export function touchIssue(tx: Tx, issueId: string): Promise<void> {
  return touchIssueRow(tx.db, issueId, tx.now)
}
