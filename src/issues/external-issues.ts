// Links between issues and their twins in Sentry, GitHub and elsewhere. The unique index has the last word in a race.
import type { Insertable } from 'kysely'
import type { Tx } from '../platform/context.ts'
import type { DB } from '../platform/db/schema.generated.ts'
import { errorLinkedLate } from './domain/close-gate.ts'
import { insertExternalRow } from './store/external-store.ts'
import { changeIssue, lockIssue } from './store/issue-store.ts'

export type NewExternalIssue = Omit<
  Insertable<DB['dispatch_external_issue']>,
  'id' | 'workspace_id' | 'created_at' | 'updated_at'
>

/**
 * Fails with SQLSTATE 23505 when another transaction linked the same external issue first. An issue that this very transaction has filed
 * as open cannot be done.
 */
export async function linkExternalIssue(tx: Tx, link: NewExternalIssue, { isJustFiled = false } = {}): Promise<{ id: string }> {
  if (link.is_error_source && !isJustFiled) await warnIfDone(tx, link.issue_id)
  const id = tx.newId('ext')
  await insertExternalRow(tx.db, { ...link, id, workspace_id: tx.workspaceId, created_at: tx.now, updated_at: tx.now })
  return { id }
}

/**
 * Before an error is linked: an issue that is done is not reopened by it, but says so. A reason that was given before the error
 * was known is none for the error. Holds the issue until the commit.
 */
export async function warnIfDone(tx: Tx, issueId: string): Promise<void> {
  const issue = await lockIssue(tx.db, tx.workspaceId, { kind: 'id', id: issueId })
  if (issue?.category !== 'done') return
  const { close_reason, needs_attention } = issue
  await changeIssue(tx.db, issueId, { close_reason: null, needs_attention: errorLinkedLate, now: tx.now })
  const changes = {
    needs_attention: [needs_attention, errorLinkedLate],
    ...(close_reason !== null && { close_reason: [close_reason, null] }),
  }
  tx.emit({ type: 'issue.updated', issueId, payload: { changes } })
}
