// Takes a relation away. An issue that is no duplicate any more gets its links back; it stays where it is.
import { authorize } from '../access/authorize.ts'
import { type Ctx, type Tx, withTransaction } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import { parseRelation } from './domain/relation.ts'
import { tellBoth } from './relate-issues.ts'
import { resolveIssue } from './resolve-issue.ts'
import { giveLinksBack } from './share-links.ts'
import { lockIssue } from './store/issue-store.ts'
import { deleteRelationRow, findRelation, findRelationById, lockHierarchy, type RelationRow } from './store/relation-store.ts'

/** @param relation its id, or `blocks:DISPATCH-3` as seen from the issue @throws NotFound */
export async function unrelateIssues(ctx: Ctx, { issueId, relation }: { issueId: string; relation: string }): Promise<void> {
  authorize(ctx, 'issue.write')
  await withTransaction(ctx, async (tx) => {
    await lockHierarchy(tx.db, tx.workspaceId)
    const issue = await resolveIssue(tx, issueId)
    const found = await findNamed(tx, issue.id, relation)
    if (!found) throw new NotFound('relation', relation)
    for (const id of [found.issue_id, found.related_id].toSorted()) await lockIssue(tx.db, tx.workspaceId, { kind: 'id', id })
    const from = await resolveIssue(tx, found.issue_id)
    const to = await resolveIssue(tx, found.related_id)
    await deleteRelationRow(tx.db, found.id)
    if (found.kind === 'duplicate_of') await giveLinksBack(tx, { links: found.moved_links, to: from.id })
    await tellBoth(tx, 'relation.removed', { id: found.id, from, to, kind: found.kind })
  })
}

async function findNamed(tx: Tx, issueId: string, text: string): Promise<RelationRow | undefined> {
  const reference = parseRelation(text)
  if (!reference) return undefined
  if ('id' in reference) return findRelationById(tx.db, issueId, reference.id)
  const other = await resolveIssue(tx, reference.issue)
  switch (reference.kind) {
    case 'blocked_by':
      return findRelation(tx.db, { issueId: other.id, relatedId: issueId, kind: 'blocks' })
    case 'duplicated_by':
      return findRelation(tx.db, { issueId: other.id, relatedId: issueId, kind: 'duplicate_of' })
    default:
      return findRelation(tx.db, { issueId, relatedId: other.id, kind: reference.kind })
  }
}
