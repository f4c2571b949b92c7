// A verdict does not hold: the attempt is open again, or the next fix has taken its place, and its issue stands where it stood without.
import { addComment } from '../issues/add-comment.ts'
import { setNeedsAttention } from '../issues/attention.ts'
import { recordDecision } from '../issues/record-decision.ts'
import type { Tx } from '../platform/context.ts'
import { isOpen } from './domain/attempt.ts'
import { UNDECIDED } from './domain/consequences.ts'
import { readEvidence } from './evidence.ts'
import { followDeploymentsOf } from './follow-deployments.ts'
import { followPullRequests, undoVerdictMoves } from './follow-pull-requests.ts'
import { issueOrNull } from './issue-or-null.ts'
import { toldAfter, whatStays } from './late-words.ts'
import { type AttemptChanges, type AttemptRow, lockAttemptsOfIssue, moveAttempt, undeployed } from './store/attempts.ts'

interface Reopening {
  /** Its window is judged anew, or its deployments are followed anew. */
  to: 'watching' | 'awaiting_deploy'
  isRolledBack: boolean
  /** When the next fix landed, after the end of its window: it is judged beside that one. */
  succeededAt: string | null
}

const unjudged: AttemptChanges = {
  verdict_at: null,
  broken_at: null,
  next_look_at: null,
  events_after: null,
  expected_events: null,
  confidence: null,
  sureness: null,
}

export async function reopenAttempt(tx: Tx, attempt: AttemptRow, { to, isRolledBack, succeededAt }: Reopening): Promise<boolean> {
  const detail = `${reasonOf(attempt, to, isRolledBack)} ${toldAfter(attempt)}`
  const evidence = { ...readEvidence(attempt.evidence), verdict: null, rollbacks: 0, taken_back_at: tx.now.toISOString() }
  const place = { ...(to === 'awaiting_deploy' && undeployed), succeeded_at: succeededAt }
  const changes = { ...unjudged, ...place, evidence, state_detail: detail }
  if (!(await moveAttempt(tx.db, attempt.id, { from: attempt.state, to, changes, now: tx.now }))) return false
  tellMoved(tx, attempt, { type: isRolledBack ? 'fix.rolled_back' : 'fix.watching', state: to, detail })
  // Superseded, it had no verdict that anything was done by.
  if (attempt.state !== 'superseded') await undo(tx, attempt, detail)
  if (to === 'awaiting_deploy') await followDeploymentsOf(tx, attempt.id)
  return true
}

function reasonOf({ state }: AttemptRow, to: Reopening['to'], isRolledBack: boolean): string {
  if (isRolledBack) return 'It was rolled back within its window, or never ran.'
  if (state === 'failed') return 'What had failed the fix happened where it did not run.'
  return to === 'watching' ? 'What nobody could tell of its window can be told now.' : 'It ran at another time than was believed.'
}

/** A later fix landed before it was judged. */
export async function supersedeLate(tx: Tx, attempt: AttemptRow, succeededAt: string | null): Promise<boolean> {
  const detail = `A later fix of the same issue was merged before this one was judged. ${toldAfter(attempt)}`
  const evidence = { ...readEvidence(attempt.evidence), verdict: null }
  const changes = { ...unjudged, evidence, state_detail: detail, verdict_at: tx.now, succeeded_at: succeededAt }
  if (!(await moveAttempt(tx.db, attempt.id, { from: attempt.state, to: 'superseded', changes, now: tx.now }))) return false
  tellMoved(tx, attempt, { type: 'fix.superseded', state: 'superseded', detail })
  await undo(tx, attempt, detail)
  return true
}

function tellMoved(
  tx: Tx,
  { id, issue_id }: AttemptRow,
  told: { type: string; state: AttemptRow['state']; detail: string },
): void {
  const payload = { fix_id: id, state: told.state, reason: 'late_evidence', detail: told.detail }
  tx.emit({ type: told.type, issueId: issue_id, subject: { type: 'fix', id }, payload })
}

/** Where a newer fix, or anybody else, has put the issue since, it stays. */
async function undo(tx: Tx, attempt: AttemptRow, detail: string): Promise<void> {
  const issue = await issueOrNull(tx, attempt.issue_id)
  if (!issue) return
  const attempts = await lockAttemptsOfIssue(tx.db, issue.id)
  const newer = attempts.filter((each) => each.id !== attempt.id && each.merged_at >= attempt.merged_at)
  const isNewest = newer.every(({ state }) => state === 'superseded' || isOpen(state))
  if (!isNewest) await followPullRequests(tx, issue.id)
  else {
    await undoVerdictMoves(tx, issue.id, detail)
    if (issue.needs_attention === UNDECIDED) await setNeedsAttention(tx, issue.id, null)
    await addComment(tx, { issueId: issue.id, body: `**Verdict taken back**. ${detail}` })
  }
  await recordDecision(tx, {
    issueId: issue.id,
    rule: 'fix_verdict',
    result: 'taken_back',
    reason: 'late_evidence',
    detail: `${detail} ${whatStays}`,
    inputs: { fix_id: attempt.id, was: attempt.state },
  })
}
