// Relates two issues. A duplicate is canceled and hands its links, and with them the close gate, to the original.
import { authorize } from '../access/authorize.ts'
import { type Ctx, type Tx, withTransaction } from '../platform/context.ts'
import { Conflict, Invalid } from '../platform/errors.ts'
import { refuseOneMore } from '../platform/limits.ts'
import { touchIssue } from './attention.ts'
import { type RelationKind, type ShownKind, type StoredKind, seenFromBehind, storedAs } from './domain/relation.ts'
import { moveIssue } from './move-issue.ts'
import { findIssue, type IssueRow, resolveIssue } from './resolve-issue.ts'
import { moveLinksToOriginal } from './share-links.ts'
import { lockIssue } from './store/issue-store.ts'
import {
  countRelations,
  findOriginal,
  findRelation,
  insertRelation,
  keepMovedLinks,
  lockHierarchy,
  wouldCircle,
} from './store/relation-store.ts'

export interface RelateIssues {
  issueId: string
  kind: RelationKind
  other: string
}

/** Naming a relation that exists changes nothing. @throws NotFound, Invalid, Conflict `already_duplicate`, `limit_exceeded` */
export async function relateIssues(ctx: Ctx, input: RelateIssues): Promise<{ id: string; isNew: boolean }> {
  authorize(ctx, 'issue.write')
  return withTransaction(ctx, async (tx) => {
    await lockHierarchy(tx.db, tx.workspaceId)
    const { from, to, kind } = await resolveEnds(tx, input)
    const relation = { issueId: from.id, relatedId: to.id, kind }
    const existing = await findRelation(tx.db, relation)
    if (existing) return { id: existing.id, isNew: false }
    await refuseImpossible(tx, relation)
    const id = tx.newId('rel')
    const row = { id, issue_id: from.id, related_id: to.id, kind }
    await insertRelation(tx.db, { ...row, workspaceId: tx.workspaceId, createdBy: tx.actor, now: tx.now })
    if (kind === 'duplicate_of') await becomeDuplicate(tx, { relationId: id, duplicate: from, original: to })
    await tellBoth(tx, 'relation.added', { id, from, to, kind })
    return { id, isNew: true }
  })
}

/** Both issues, locked in one order whichever way round they were named. */
async function resolveEnds(tx: Tx, { issueId, kind, other }: RelateIssues) {
  const near = await resolveIssue(tx, issueId)
  const far = await findIssue(tx, other)
  if (!far) throw new Invalid([{ path: 'issue', message: `there is no issue ${JSON.stringify(other)}` }])
  if (near.id === far.id) throw new Invalid([{ path: 'issue', message: 'is the same issue' }])
  for (const id of [near.id, far.id].toSorted()) await lockIssue(tx.db, tx.workspaceId, { kind: 'id', id })
  const stored = storedAs(kind)
  return { kind: stored.kind, ...(stored.isReversed ? { from: far, to: near } : { from: near, to: far }) }
}

async function refuseImpossible(tx: Tx, relation: { issueId: string; relatedId: string; kind: StoredKind }): Promise<void> {
  const { issueId, relatedId, kind } = relation
  if (kind !== 'related' && (await wouldCircle(tx.db, relation)))
    throw new Invalid([{ path: 'issue', message: `would close a circle: it ${circle[kind]} this issue already` }], 'circle')
  if (kind === 'duplicate_of' && (await findOriginal(tx.db, issueId)))
    throw new Conflict('already_duplicate', 'The issue is a duplicate of another one. Take that relation away first.')
  for (const id of [issueId, relatedId]) refuseOneMore('relations', await countRelations(tx.db, id))
}

const circle = { blocks: 'blocks', duplicate_of: 'is a duplicate of' } as const

interface Duplicate {
  relationId: string
  duplicate: IssueRow
  original: IssueRow
}

async function becomeDuplicate(tx: Tx, { relationId, duplicate, original }: Duplicate): Promise<void> {
  const links = await moveLinksToOriginal(tx, { from: duplicate.id, to: original.id })
  if (links.length > 0) await keepMovedLinks(tx.db, relationId, links)
  const detail = `duplicate of ${original.prefix}-${original.number}`
  await moveIssue(tx, { issueId: duplicate.id, to: 'canceled', cause: { code: 'duplicate', detail } })
}

interface Told {
  id: string
  from: IssueRow
  to: IssueRow
  kind: StoredKind
}

/** The timeline of each says what it is to the other. */
export async function tellBoth(tx: Tx, type: 'relation.added' | 'relation.removed', told: Told): Promise<void> {
  const { id, from, to, kind } = told
  const tell = async (issue: IssueRow, other: IssueRow, seen: ShownKind) => {
    const identifier = `${other.prefix}-${other.number}`
    await touchIssue(tx, issue.id)
    tx.emit({
      type,
      issueId: issue.id,
      payload: { relation_id: id, kind: seen, issue: { id: other.id, identifier }, detail: `${words[seen]} ${identifier}` },
    })
  }
  await tell(from, to, kind)
  await tell(to, from, seenFromBehind(kind))
}

const words: Record<ShownKind, string> = {
  blocks: 'blocks',
  blocked_by: 'blocked by',
  duplicate_of: 'duplicate of',
  duplicated_by: 'duplicated by',
  related: 'related to',
}
