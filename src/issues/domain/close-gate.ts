// The close gate: a production error is done by proof or by a person's recorded word. One place decides, for every writer.
import type { Category } from './category.ts'

export interface CloseFacts {
  to: Category
  isErrorSourced: boolean
  /** A person, or a key with the admin scope, may overrule with a reason. */
  mayOverrule: boolean
  verdictId: string | null
  closeReason: string | null
}

export type CloseDecision = { allowed: true } | { allowed: false; reason: 'verdict_missing' | 'reason_missing'; detail: string }

/** Whether the issue may enter `to`. Canceled ("false alarm", "won't fix") is always open. */
export function decideClose(facts: CloseFacts): CloseDecision {
  if (facts.to !== 'done' || !facts.isErrorSourced || facts.verdictId) return { allowed: true }
  if (!facts.mayOverrule) {
    return {
      allowed: false,
      reason: 'verdict_missing',
      detail:
        'This issue came from an error: it is done when its fix is verified in production, or when a person closes it with a reason.',
    }
  }
  if (!facts.closeReason) {
    return {
      allowed: false,
      reason: 'reason_missing',
      detail: 'This issue came from an error and no fix of it is verified. Give close_reason to close it all the same.',
    }
  }
  return { allowed: true }
}

/** Done, and an error was linked to it later: it stays done, and asks for a person until it is reopened or justified. */
export function isUnproven(issue: {
  category: Category
  is_error_sourced: boolean
  closed_by_verdict_id: string | null
  close_reason: string | null
}): boolean {
  return issue.category === 'done' && issue.is_error_sourced && issue.closed_by_verdict_id === null && issue.close_reason === null
}

/** What such an issue says on its card. */
export const errorLinkedLate = 'an error was linked after this was done: reopen it, or say why it stays done'
