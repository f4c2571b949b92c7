// Passes a status change through the close gate and says which columns go with it.
import type { Ctx } from '../platform/context.ts'
import { Conflict } from '../platform/errors.ts'
import type { Category } from './domain/category.ts'
import { isClosed } from './domain/category.ts'
import { decideClose } from './domain/close-gate.ts'
import type { IssueChanges, IssueRow } from './store/issue-store.ts'

export interface Closing {
  to: Category
  closeReason: string | null
  verdictId: string | null
}

/** @throws Conflict `close_gate` with the reason */
export function closingColumns(ctx: Ctx, issue: IssueRow, closing: Closing): IssueChanges {
  // Between two columns of one category nothing is closed or opened: proof and reason stay.
  if (issue.category === closing.to) return {}
  const mayOverrule = ctx.actor.type === 'person' || (ctx.actor.type === 'key' && ctx.scopes.has('admin'))
  const decision = decideClose({ ...closing, isErrorSourced: issue.is_error_sourced, mayOverrule })
  if (!decision.allowed) throw new Conflict('close_gate', decision.detail, { reason: decision.reason })
  if (!isClosed(closing.to)) return { closed_at: null, close_reason: null, closed_by_verdict_id: null }
  return { closed_at: ctx.now, close_reason: closing.closeReason, closed_by_verdict_id: closing.verdictId, needs_attention: null }
}
