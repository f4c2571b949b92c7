// What a pull request that closes an issue does to it: it moves, and a merge begins a fix attempt.
import type { Tx } from '../platform/context.ts'
import type { Effect } from './applied.ts'
import { followPullRequests } from './follow-pull-requests.ts'
import { followReviews } from './follow-reviews.ts'
import { type OpenAttempt, openFixAttempt } from './open-fix-attempt.ts'

export async function applyToIssue(tx: Tx, claim: OpenAttempt): Promise<Effect[]> {
  const { issueId, pull } = claim
  const effects: Effect[] = []
  if (await followPullRequests(tx, issueId)) effects.push({ type: 'issue.moved', issue_id: issueId })
  const attemptId = pull.state === 'merged' ? await openFixAttempt(tx, claim) : null
  await followReviews(tx, { pull, issueId })
  if (attemptId) effects.push({ type: 'fix.opened', issue_id: issueId, fix_id: attemptId })
  return effects
}
