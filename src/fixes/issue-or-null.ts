// The issue behind a fact, unless it was deleted meanwhile: facts outlive issues.
import { type IssueRow, resolveIssueForUpdate } from '../issues/resolve-issue.ts'
import type { Tx } from '../platform/context.ts'
import { AppError } from '../platform/errors.ts'

/** Locked until the end of the transaction. */
export async function issueOrNull(tx: Tx, issueId: string): Promise<IssueRow | null> {
  try {
    return await resolveIssueForUpdate(tx, issueId)
  } catch (error) {
    if (error instanceof AppError && error.status === 404) return null
    throw error
  }
}
