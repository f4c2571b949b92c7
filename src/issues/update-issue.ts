// Changes an issue: any of its fields in one conditional edit, one event with the old and new values.
import { authorize } from '../access/authorize.ts'
import { type Ctx, type Tx, withTransaction } from '../platform/context.ts'
import { Invalid, StaleRevision } from '../platform/errors.ts'
import { tellNeighbours, tellParents } from './announce-neighbours.ts'
import { askAgentToWork } from './ask-agent.ts'
import { askToEmbed } from './ask-to-embed.ts'
import { checkParent } from './check-parent.ts'
import { closingColumns, columnsOfDone } from './closing-columns.ts'
import { type Collected, collectPlainFields, collectReferences, collectTexts, labelsAfter } from './collect-changes.ts'
import type { Changes } from './domain/changes.ts'
import { writeLabels } from './labels.ts'
import { statusOf } from './move-issue.ts'
import { placeInColumn } from './place-in-column.ts'
import { resolveIssueForUpdate } from './resolve-issue.ts'
import { type Resolved, resolveReferences } from './resolve-references.ts'
import { type UpdateIssue, updateIssueSchema } from './schemas.ts'
import { changeIssue, type IssueRow, labelsOf } from './store/issue-store.ts'
import { lockColumns } from './store/lookup-store.ts'
import { lockHierarchy } from './store/relation-store.ts'

export interface UpdateIssueInput {
  id: string
  changes: UpdateIssue
  /** The revision that the caller saw, as in `If-Match`; absent: unconditional. */
  ifMatch?: string | undefined
}

export interface UpdatedIssue {
  id: string
  revision: number
  isChanged: boolean
}

/** @throws NotFound, Invalid, StaleRevision, Conflict `close_gate` */
export async function updateIssue(ctx: Ctx, input: UpdateIssueInput): Promise<UpdatedIssue> {
  authorize(ctx, 'issue.write')
  const body = updateIssueSchema.parse(input.changes)
  return withTransaction(ctx, async (tx) => {
    await lockBefore(tx, body)
    const issue = await resolveIssueForUpdate(tx, input.id)
    refuseStale(issue, input.ifMatch)
    const resolved = await resolveReferences(tx, body)
    if (resolved.parentId !== issue.parent_id) await checkParent(tx, issue.id, resolved.parentId)
    const collected: Collected = { columns: {}, changes: {} }
    collectTexts(issue, body, { ...collected, actor: tx.actor })
    collectPlainFields(issue, body, collected)
    collectReferences(issue, resolved, collected)
    collectStatus(tx, issue, { body, resolved, collected })
    await collectRank(tx, issue, { body, collected })
    const { columns, changes } = collected
    const labelsChanged = await changeLabels(tx, issue, resolved, changes)
    if (Object.keys(columns).length === 0 && !labelsChanged) return { id: issue.id, revision: issue.revision, isChanged: false }
    const revision = await changeIssue(tx.db, issue.id, { ...columns, now: tx.now })
    announce(tx, issue, { changes, closeReason: body.close_reason })
    if (changes.parent)
      tellParents(tx, { id: issue.id, identifier: `${issue.prefix}-${issue.number}` }, [issue.parent_id, columns.parent_id])
    if (resolved.status) await tellNeighbours(tx, issue, resolved.status.category)
    return { id: issue.id, revision, isChanged: true }
  })
}

/** Columns and hierarchy before issues, always: who spreads a column or walks up the parents locks issues while others hold theirs. */
export async function lockBefore(tx: Tx, body: UpdateIssue): Promise<void> {
  if (body.rank) await lockColumns(tx.db, tx.workspaceId)
  if (body.parent) await lockHierarchy(tx.db, tx.workspaceId)
}

function refuseStale(issue: IssueRow, ifMatch: string | undefined): void {
  if (ifMatch === undefined || ifMatch === '*') return
  const expected = ifMatch.replace(/^W\//, '').replaceAll('"', '')
  if (expected !== String(issue.revision)) throw new StaleRevision(expected, issue.revision)
}

interface Edit {
  body: UpdateIssue
  collected: Collected
}

function collectStatus(tx: Tx, issue: IssueRow, { body, resolved, collected }: Edit & { resolved: Resolved }): void {
  const { columns, changes } = collected
  const { status } = resolved
  const closeReason = body.close_reason
  if (status && status.id !== issue.status_id) {
    const closing = { to: status.category, closeReason: closeReason ?? null, verdictId: null }
    Object.assign(columns, closingColumns(tx, issue, closing))
    changes.status = [statusOf(issue), { id: status.id, name: status.name, category: status.category }]
    columns.status_id = status.id
  }
  if (status && status.category !== issue.category) return
  const later = columnsOfDone(tx, issue, { closeReason, clearsAttention: columns.needs_attention === null })
  Object.assign(columns, later)
  if (later.close_reason && later.close_reason !== issue.close_reason)
    changes.close_reason = [issue.close_reason, later.close_reason]
  if (later.needs_attention === null && issue.needs_attention) changes.needs_attention = [issue.needs_attention, null]
}

async function collectRank(tx: Tx, issue: IssueRow, { body, collected }: Edit): Promise<void> {
  const { columns, changes } = collected
  const rank = await placeInColumn(tx, issue, { statusId: columns.status_id ?? issue.status_id, place: body.rank })
  if (rank === undefined || rank === issue.rank) return
  columns.rank = rank
  if (!changes.status) changes.rank = [issue.rank, rank]
}

const maxLabels = 100

async function changeLabels(tx: Tx, issue: IssueRow, resolved: Resolved, changes: Changes): Promise<boolean> {
  const before = await labelsOf(tx.db, issue.id)
  const after = labelsAfter(before, resolved)
  if (!after) return false
  if (after.length > maxLabels) throw new Invalid([{ path: 'add_labels', message: `an issue has at most ${maxLabels} labels` }])
  changes.labels = await writeLabels(tx, issue.id, [before, after])
  return true
}

function announce(
  tx: Tx,
  issue: IssueRow,
  { changes, closeReason }: { changes: Changes; closeReason: string | undefined },
): void {
  const type = changes.status ? 'issue.moved' : changes.assignee ? 'issue.assigned' : 'issue.updated'
  const isExplained = closeReason && (changes.status || changes.close_reason)
  tx.emit({
    type,
    issueId: issue.id,
    payload: { changes, ...(isExplained && { cause: { code: 'person', detail: closeReason } }) },
  })
  if (changes.title || changes.description) askToEmbed(tx, issue.id)
  const [, assignee] = changes.assignee ?? []
  if (assignee && typeof assignee === 'object' && 'id' in assignee && String(assignee.id).startsWith('agt_'))
    askAgentToWork(tx, issue.id, 'assigned')
}
