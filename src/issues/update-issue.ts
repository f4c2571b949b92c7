// Changes an issue: any of its fields in one conditional edit, one event with the old and new values.
import { authorize } from '../access/authorize.ts'
import { type Ctx, type Tx, withTransaction } from '../platform/context.ts'
import { Invalid, StaleRevision } from '../platform/errors.ts'
import { askAgentToWork } from './ask-agent.ts'
import { closingColumns } from './closing-columns.ts'
import { type Changes, isChanged } from './domain/changes.ts'
import { placeInColumn } from './place-in-column.ts'
import { resolveIssueForUpdate } from './resolve-issue.ts'
import { type Resolved, resolveReferences } from './resolve-references.ts'
import { type UpdateIssue, updateIssueSchema } from './schemas.ts'
import { changeIssue, type IssueChanges, type IssueRow, labelIdsOf, replaceLabels } from './store/issue-store.ts'
import { isAncestor, lockColumns } from './store/lookup-store.ts'

export interface UpdateIssueInput {
  id: string
  changes: UpdateIssue
  /** The revision that the caller saw, as in `If-Match`; absent: unconditional. */
  ifMatch?: string | undefined
}

/** @throws NotFound, Invalid, StaleRevision, Conflict `close_gate` */
export async function updateIssue(ctx: Ctx, input: UpdateIssueInput): Promise<{ id: string; revision: number }> {
  authorize(ctx, 'issue.write')
  const body = updateIssueSchema.parse(input.changes)
  return withTransaction(ctx, async (tx) => {
    // Columns before issues, always: a column that must be spread locks its issues while others hold theirs.
    if (body.rank) await lockColumns(tx.db, tx.workspaceId)
    const issue = await resolveIssueForUpdate(tx, input.id)
    refuseStale(issue, input.ifMatch)
    const resolved = await resolveReferences(tx, body)
    await refuseCircle(tx, issue, resolved.parentId)
    const columns: IssueChanges = {}
    const changes: Changes = {}
    collectPlainFields(issue, body, columns, changes)
    collectReferences(issue, resolved, columns, changes)
    if (resolved.status && resolved.status.id !== issue.status_id) {
      Object.assign(
        columns,
        closingColumns(tx, issue, { to: resolved.status.category, closeReason: body.close_reason ?? null, verdictId: null }),
      )
      changes.status = [{ id: issue.status_id, name: issue.status_name, category: issue.category }, pick(resolved.status)]
      columns.status_id = resolved.status.id
    }
    const rank = await placeInColumn(tx, issue, { statusId: columns.status_id ?? issue.status_id, place: body.rank })
    if (rank !== undefined && rank !== issue.rank) {
      columns.rank = rank
      if (!changes.status) changes.rank = [issue.rank, rank]
    }
    const labelsChanged = await changeLabels(tx, issue, resolved.labels, changes)
    if (Object.keys(columns).length === 0 && !labelsChanged) return { id: issue.id, revision: issue.revision }
    const revision = await changeIssue(tx.db, issue.id, { ...columns, now: tx.now })
    announce(tx, issue, { changes, closeReason: body.close_reason })
    return { id: issue.id, revision }
  })
}

function refuseStale(issue: IssueRow, ifMatch: string | undefined): void {
  if (ifMatch === undefined || ifMatch === '*') return
  const expected = ifMatch.replace(/^W\//, '').replaceAll('"', '')
  if (expected !== String(issue.revision)) throw new StaleRevision(expected, issue.revision)
}

async function refuseCircle(tx: Tx, issue: IssueRow, parentId: string | null | undefined): Promise<void> {
  if (!parentId) return
  if (parentId === issue.id || (await isAncestor(tx.db, issue.id, parentId))) {
    throw new Invalid([{ path: 'parent', message: 'an issue cannot be inside itself' }])
  }
}

function collectPlainFields(issue: IssueRow, body: UpdateIssue, columns: IssueChanges, changes: Changes): void {
  if (body.title !== undefined && body.title !== issue.title) {
    columns.title = body.title
    changes.title = [issue.title, body.title]
  }
  const description = body.description === null ? '' : body.description
  if (description !== undefined && description !== issue.description) {
    columns.description = description
    changes.description = [issue.description, description]
  }
  if (body.priority !== undefined && body.priority !== issue.priority) {
    columns.priority = body.priority
    changes.priority = [issue.priority, body.priority]
  }
  if (body.needs_attention === null && issue.needs_attention !== null) {
    columns.needs_attention = null
    changes.needs_attention = [issue.needs_attention, null]
  }
}

function collectReferences(issue: IssueRow, resolved: Resolved, columns: IssueChanges, changes: Changes): void {
  if (resolved.assignee !== undefined) {
    const next = resolved.assignee
    const current = issue.assignee_agent_id ?? issue.assignee_user_id
    if (isChanged(current, next?.id ?? null)) {
      columns.assignee_agent_id = next?.type === 'agent' ? next.id : null
      columns.assignee_user_id = next?.type === 'person' ? next.id : null
      changes.assignee = [current && { id: current, name: issue.assignee_name }, next && { id: next.id, name: next.name }]
    }
  }
  if (resolved.repository !== undefined && isChanged(issue.repository_id, resolved.repository?.id ?? null)) {
    columns.repository_id = resolved.repository?.id ?? null
    changes.repository = [issue.repository_id, resolved.repository?.id ?? null]
  }
  if (resolved.parentId !== undefined && isChanged(issue.parent_id, resolved.parentId)) {
    columns.parent_id = resolved.parentId
    changes.parent = [issue.parent_id, resolved.parentId]
  }
}

async function changeLabels(tx: Tx, issue: IssueRow, labels: Resolved['labels'], changes: Changes): Promise<boolean> {
  if (!labels) return false
  const before = (await labelIdsOf(tx.db, issue.id)).sort()
  const after = labels.map((label) => label.id).sort()
  if (before.join() === after.join()) return false
  await replaceLabels(tx.db, issue.id, after)
  changes.labels = [before, after]
  return true
}

function announce(
  tx: Tx,
  issue: IssueRow,
  { changes, closeReason }: { changes: Changes; closeReason: string | undefined },
): void {
  const type = changes.status ? 'issue.moved' : changes.assignee ? 'issue.assigned' : 'issue.updated'
  tx.emit({
    type,
    issueId: issue.id,
    payload: { changes, ...(closeReason && changes.status && { cause: { code: 'person', detail: closeReason } }) },
  })
  if (changes.title || changes.description) tx.enqueue('search.embed', { workspace_id: tx.workspaceId, issue_id: issue.id })
  const [, assignee] = changes.assignee ?? []
  if (assignee && typeof assignee === 'object' && 'id' in assignee && String(assignee.id).startsWith('agt_'))
    askAgentToWork(tx, issue.id, 'assigned')
}

function pick({ id, name, category }: { id: string; name: string; category: string }) {
  return { id, name, category }
}
