// Passes every change that could close an issue through the close gate, and says which columns go with it.
import type { Ctx } from '../platform/context.ts'
import { Conflict } from '../platform/errors.ts'
import type { Category } from './domain/category.ts'
import { isClosed } from './domain/category.ts'
import { decideClose, isUnproven } from './domain/close-gate.ts'
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
  pass(ctx, issue, closing)
  if (isClosed(closing.to)) {
    const { closeReason, verdictId } = closing
    return { closed_at: ctx.now, close_reason: closeReason, closed_by_verdict_id: verdictId, needs_attention: null }
  }
  const opened = { closed_at: null, close_reason: null, closed_by_verdict_id: null }
  return isUnproven(issue) ? { ...opened, needs_attention: null } : opened
}

/** For an issue that is done: a reason that is given later, and the end of a call for attention. @throws Conflict `close_gate` */
export function columnsOfDone(
  ctx: Ctx,
  issue: IssueRow,
  later: { closeReason: string | undefined; clearsAttention: boolean },
): IssueChanges {
  if (issue.category !== 'done' || (!later.closeReason && !later.clearsAttention)) return {}
  const word = later.closeReason ? { close_reason: later.closeReason } : {}
  if (!isUnproven(issue) && !later.closeReason) return {}
  pass(ctx, issue, { to: 'done', closeReason: later.closeReason ?? null, verdictId: null })
  return isUnproven(issue) ? { ...word, needs_attention: null } : word
}

/** Whether the caller may say that an error needs no proof: a person, or a key that may do everything. */
export function mayOverruleGate(ctx: Ctx): boolean {
  return ctx.actor.type === 'person' || (ctx.actor.type === 'key' && ctx.scopes.has('admin'))
}

function pass(ctx: Ctx, issue: IssueRow, closing: Closing): void {
  const decision = decideClose({ ...closing, isErrorSourced: issue.is_error_sourced, mayOverrule: mayOverruleGate(ctx) })
  if (!decision.allowed) throw new Conflict('close_gate', decision.detail, { reason: decision.reason })
}
