// Deletes an issue for good as far as anyone can see. Its number is never used again; its links to the outside are freed,
// and those that came with duplicates go back to them.
import { authorize } from '../access/authorize.ts'
import { type Ctx, type Tx, withTransaction } from '../platform/context.ts'
import { Conflict } from '../platform/errors.ts'
import { resolveIssueForUpdate } from './resolve-issue.ts'
import { giveLinksBack } from './share-links.ts'
import { deleteIssueRow, findActiveRunId } from './store/issue-store.ts'
import { findLenders, findRootOriginal, lockHierarchy, releaseRelations } from './store/relation-store.ts'

/** @throws NotFound, Conflict `run_active` */
export async function deleteIssue(ctx: Ctx, idOrIdentifier: string): Promise<void> {
  authorize(ctx, 'issue.delete')
  await withTransaction(ctx, async (tx) => {
    await lockHierarchy(tx.db, tx.workspaceId)
    const issue = await resolveIssueForUpdate(tx, idOrIdentifier)
    const runId = await findActiveRunId(tx.db, issue.id)
    if (runId) throw new Conflict('run_active', 'An agent works on this issue. Cancel its run first.', { run_id: runId })
    const lenders = await findLenders(tx.db, issue.id)
    const { related, children } = await releaseRelations(tx.db, issue.id, tx.now)
    await returnLinks(tx, lenders)
    const freed = await deleteIssueRow(tx.db, issue.id, tx.now)
    const identifier = `${issue.prefix}-${issue.number}`
    tx.emit({ type: 'issue.deleted', issueId: issue.id, payload: { identifier, title: issue.title, freed } })
    for (const id of children) tx.emit({ type: 'issue.updated', issueId: id, payload: { changes: { parent: [issue.id, null] } } })
    const gone = { issue: { id: issue.id, identifier }, detail: `${identifier} was deleted` }
    for (const id of related) tx.emit({ type: 'relation.removed', issueId: id, payload: gone })
    if (issue.parent_id) tx.emit({ type: 'relation.updated', issueId: issue.parent_id, payload: { kind: 'sub_issue', ...gone } })
  })
}

/** Duplicates of it are none any more. Their errors, and with them the close gate, are theirs again. */
async function returnLinks(tx: Tx, lenders: { issue_id: string; links: string[] }[]): Promise<void> {
  for (const { issue_id, links } of lenders) await giveLinksBack(tx, { links, to: await findRootOriginal(tx.db, issue_id) })
}
