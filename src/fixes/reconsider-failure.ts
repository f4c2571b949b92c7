// A failed fix is watched again when what failed it turns out not to speak against it: it happened in an older release, or while the
// fix was not deployed, as was told only later.
import { z } from 'zod'
import { addComment } from '../issues/add-comment.ts'
import { moveIssue } from '../issues/move-issue.ts'
import { recordDecision } from '../issues/record-decision.ts'
import type { Tx } from '../platform/context.ts'
import { followDeployments } from './domain/deploy-chain.ts'
import { readEvidence } from './evidence.ts'
import { type FixPolicy, loadFixPolicy } from './fix-policy.ts'
import { followDeploymentsOf } from './follow-deployments.ts'
import { assessOccurrences, type DeployedAttempt, isDeployed } from './gather-facts.ts'
import { issueOrNull } from './issue-or-null.ts'
import { judgeDeployments } from './judge-deployments.ts'
import { type AttemptRow, listFailed, lockAttempt, lockAttemptsOfIssue, moveAttempt } from './store/attempts.ts'
import { findLastMove } from './store/pull-history.ts'
import { counted, withRecords } from './verdict-facts.ts'

/** True when it is not failed any more. Runs, comments and labels that followed the verdict stay as they are. */
export async function reconsiderFailure(tx: Tx, attemptId: string): Promise<boolean> {
  const attempt = await lockAttempt(tx.db, attemptId)
  if (attempt?.state !== 'failed' || !isDeployed(attempt) || !isFailedByOccurrences(attempt)) return false
  const policy = await loadFixPolicy(tx)
  const assessed = await assessOccurrences(tx, attempt, { policy })
  const ran = await whileItRan(tx, attempt, policy)
  if (counted(assessed, 'window').filter(({ occurredAt }) => ran(occurredAt)).length >= policy.verdict.recurrencesToFail)
    return false
  const attempts = await lockAttemptsOfIssue(tx.db, attempt.issue_id)
  const isNewest = !attempts.some((other) => other.merged_at > attempt.merged_at && other.state !== 'superseded')
  const records = withRecords(attempt, assessed)
  await takeBack(tx, records, isNewest ? 'watching' : 'superseded')
  if (!isNewest) return true
  await reopenReview(tx, attempt)
  // Its window may begin at another deployment, or have to wait for one.
  await followDeploymentsOf(tx, attempt.id)
  return true
}

/** After a push or a deployment that was told late: the newest failures of the repository. */
export async function reconsiderFailures(tx: Tx, repository: string): Promise<void> {
  const since = new Date(tx.now.getTime() - memoryMs)
  for (const id of await listFailed(tx.db, { workspaceId: tx.workspaceId, repository, since })) await reconsiderFailure(tx, id)
}

/** What is told later than this changes no verdict. */
const memoryMs = 3 * 86_400_000

/** Whether the fix ran, its grace over, at a time: by the deployments until then. */
async function whileItRan(tx: Tx, attempt: DeployedAttempt, policy: FixPolicy): Promise<(at: string) => boolean> {
  const deployments = await judgeDeployments(tx, attempt, readEvidence(attempt.evidence))
  return (at) => {
    const until = deployments.filter(({ deployedAt }) => deployedAt <= at)
    const { running } = followDeployments(attempt.merge_sha, until)
    return running !== null && Date.parse(at) >= Date.parse(running.deployedAt) + policy.window.graceSeconds * 1_000
  }
}

const sentence = 'What had failed the fix happened where it did not run, as was told only now.'
const verdictSchema = z.object({ code: z.enum(['recurred', 'late_evidence']), recurrences: z.array(z.unknown()).min(1) })

/** Not by a count that only the error tracker knows: nothing told here can take that back. */
function isFailedByOccurrences(attempt: AttemptRow): boolean {
  return verdictSchema.safeParse(readEvidence(attempt.evidence).verdict).success
}

async function takeBack(tx: Tx, attempt: DeployedAttempt, to: 'watching' | 'superseded'): Promise<void> {
  const unjudged = { events_after: null, expected_events: null, confidence: null, sureness: null }
  const evidence = { ...readEvidence(attempt.evidence), verdict: null }
  const changes = { ...unjudged, evidence, state_detail: sentence, verdict_at: to === 'watching' ? null : tx.now }
  await moveAttempt(tx.db, attempt.id, { from: 'failed', to, changes, now: tx.now })
  tx.emit({
    type: `fix.${to}`,
    issueId: attempt.issue_id,
    subject: { type: 'fix', id: attempt.id },
    payload: { fix_id: attempt.id, state: to, reason: 'late_evidence', detail: sentence },
  })
}

/** Back to where it waited for its verdict, unless it has gone anywhere else since. */
async function reopenReview(tx: Tx, attempt: DeployedAttempt): Promise<void> {
  const issue = await issueOrNull(tx, attempt.issue_id)
  if (!issue) return
  const cause = { code: 'fix_watched_again', detail: sentence }
  if ((await findLastMove(tx.db, issue.id))?.cause === 'fix_failed')
    await moveIssue(tx, { issueId: issue.id, to: 'in_review', cause })
  await addComment(tx, { issueId: issue.id, body: `**Fix watched again**. ${sentence}` })
  await recordDecision(tx, {
    issueId: issue.id,
    rule: 'fix_verdict',
    result: 'taken_back',
    reason: 'late_evidence',
    detail: sentence,
    inputs: { fix_id: attempt.id },
  })
}
