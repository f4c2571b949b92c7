// A regression after a verified fix: the verdict stands as it was given, is marked broken, and the issue opens again.
import { loadWorkspace } from '../access/load-workspace.ts'
import { askAgentToWork } from '../issues/ask-agent.ts'
import { moveIssue } from '../issues/move-issue.ts'
import type { Tx } from '../platform/context.ts'
import { readEvidence } from './evidence.ts'
import { followPullRequests } from './follow-pull-requests.ts'
import { issueOrNull } from './issue-or-null.ts'
import { type AttemptRow, lockAttemptsOfIssue, updateAttempt } from './store/attempts.ts'
import { findLastMoveByPerson } from './store/pull-history.ts'

export interface Regression {
  /** When it happened, ISO 8601 UTC. */
  occurredAt: string
  detail: string
}

export async function breakVerdict(tx: Tx, attempt: AttemptRow, { occurredAt, detail }: Regression): Promise<void> {
  if (attempt.state !== 'verified' || attempt.broken_at) return
  // With the occurrence that broke it, so that whoever works on it next is told where.
  await updateAttempt(tx.db, attempt.id, { broken_at: occurredAt, evidence: readEvidence(attempt.evidence), now: tx.now })
  tx.emit({
    type: 'fix.broken',
    issueId: attempt.issue_id,
    subject: { type: 'fix', id: attempt.id },
    payload: { fix_id: attempt.id, state: 'verified', broken_at: occurredAt, detail },
  })
  const issue = await issueOrNull(tx, attempt.issue_id)
  if (issue?.category !== 'done' || (await isClosedSince(tx, issue.id, occurredAt))) return
  await moveIssue(tx, {
    issueId: issue.id,
    to: 'backlog',
    cause: { code: 'verified_fix_broken', detail, happened_at: occurredAt },
  })
  // The next fix may have landed since.
  await followPullRequests(tx, issue.id)
  const { policy } = await loadWorkspace(tx)
  if (policy.auto_investigate && issue.assignee_agent_id) askAgentToWork(tx, issue.id, 'reopened')
}

/** A person who closed it after it had happened need not be told so by opening it again. */
async function isClosedSince(tx: Tx, issueId: string, occurredAt: string): Promise<boolean> {
  const moved = await findLastMoveByPerson(tx.db, issueId)
  return moved !== undefined && moved.toISOString() > occurredAt
}

/** Breaks the verdict of the issue's newest fix, if it was verified. */
export async function breakNewestVerdict(tx: Tx, issueId: string, regression: Regression): Promise<void> {
  const newest = (await lockAttemptsOfIssue(tx.db, issueId)).find(({ state }) => state !== 'superseded')
  if (newest) await breakVerdict(tx, newest, regression)
}
