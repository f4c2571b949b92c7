// Moves an issue because of evidence: runs, pull requests and verdicts come through here, people through update-issue.
import { type Ctx, withTransaction } from '../platform/context.ts'
import { tellNeighbours } from './announce-neighbours.ts'
import { closingColumns } from './closing-columns.ts'
import type { Category, Priority } from './domain/category.ts'
import type { Changes } from './domain/changes.ts'
import { isUnproven } from './domain/close-gate.ts'
import { addLabels } from './labels.ts'
import { onTopOf } from './place-in-column.ts'
import { resolveIssueForUpdate } from './resolve-issue.ts'
import { firstStatusOf } from './resolve-references.ts'
import { changeIssue, type IssueChanges, type IssueRow } from './store/issue-store.ts'
import type { StatusRow } from './store/lookup-store.ts'

export interface MoveIssue {
  issueId: string
  to: Category
  /** A certain column of the category; default: where the issue is, else the first one. */
  column?: StatusRow
  /** Why, for the timeline: a code and a sentence; and when what caused it happened, ISO 8601 UTC, where that was told later. */
  cause: { code: string; detail: string; happened_at?: string }
  /** The verified fix attempt that closes it. */
  verdictId?: string
  closeReason?: string
  priority?: Priority
  addLabels?: string[]
}

/** False when it was there already and nothing changed. @throws Conflict `close_gate` */
export async function moveIssue(ctx: Ctx, move: MoveIssue): Promise<boolean> {
  return withTransaction(ctx, async (tx) => {
    const issue = await resolveIssueForUpdate(tx, move.issueId)
    const changes: Changes = {}
    const columns: IssueChanges = {}
    const status = move.column ?? (issue.category === move.to ? undefined : await firstStatusOf(tx, move.to))
    if (status && status.id !== issue.status_id) {
      Object.assign(
        columns,
        closingColumns(tx, issue, {
          to: status.category,
          closeReason: move.closeReason ?? null,
          verdictId: move.verdictId ?? null,
        }),
      )
      columns.status_id = status.id
      columns.rank = await onTopOf(tx, status.id)
      changes.status = [statusOf(issue), { id: status.id, name: status.name, category: status.category }]
    }
    if (!status && move.verdictId && isUnproven(issue)) {
      Object.assign(columns, { closed_by_verdict_id: move.verdictId, needs_attention: null })
      changes.needs_attention = [issue.needs_attention, null]
    }
    if (move.priority && move.priority !== issue.priority) {
      columns.priority = move.priority
      changes.priority = [issue.priority, move.priority]
    }
    const labels = move.addLabels ? await addLabels(tx, issue.id, move.addLabels) : null
    if (labels) changes.labels = labels
    if (Object.keys(changes).length === 0) return false
    await changeIssue(tx.db, issue.id, { ...columns, now: tx.now })
    tx.emit({
      type: changes.status ? 'issue.moved' : 'issue.updated',
      issueId: issue.id,
      payload: { changes, cause: move.cause },
    })
    if (status) await tellNeighbours(tx, issue, status.category)
    return true
  })
}

/** The column of an issue, as events tell it. */
export function statusOf(issue: IssueRow) {
  return { id: issue.status_id, name: issue.status_name, category: issue.category }
}
