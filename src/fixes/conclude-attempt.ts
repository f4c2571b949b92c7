// A verdict and what follows from it: the attempt, the issue, a comment, another run, all in one transaction.
import { addComment } from '../issues/add-comment.ts'
import { askAgentToWork } from '../issues/ask-agent.ts'
import { setNeedsAttention, touchIssue } from '../issues/attention.ts'
import { moveIssue } from '../issues/move-issue.ts'
import { recordDecision } from '../issues/record-decision.ts'
import type { IssueRow } from '../issues/resolve-issue.ts'
import type { Tx } from '../platform/context.ts'
import { isOpen } from './domain/attempt.ts'
import { type Consequences, decideConsequences, UNDECIDED } from './domain/consequences.ts'
import type { Evidence } from './domain/evidence.ts'
import { readEvidence } from './evidence.ts'
import { inSnakeCase } from './evidence-view.ts'
import { canAskSentry, type FixPolicy, loadFixPolicy } from './fix-policy.ts'
import { lastPullChange, undoVerdictMoves } from './follow-pull-requests.ts'
import { issueOrNull } from './issue-or-null.ts'
import { resolveVendorIssueJob } from './job-names.ts'
import { whatStays } from './late-words.ts'
import { type AttemptRow, lockAttemptsOfIssue, moveAttempt } from './store/attempts.ts'
import { findLastMoveByPerson } from './store/pull-history.ts'
import { findPull } from './store/pulls.ts'

export interface Conclusion {
  verdict: 'verified' | 'failed' | 'inconclusive' | 'reverted'
  reason: { code: string; sentence: string }
  /** When it happened that the verdict rests on, ISO 8601 UTC, where that is known: what came after it is not overridden. */
  happenedAt?: string | null
  /** Null where nothing was measured: a revert needs no numbers. */
  evidence: Evidence | null
}

/** Does nothing when the attempt has moved on meanwhile. */
export async function concludeAttempt(tx: Tx, attempt: AttemptRow, conclusion: Conclusion): Promise<void> {
  const { verdict, reason, evidence } = conclusion
  const changes = {
    state_detail: reason.sentence,
    verdict_at: tx.now,
    broken_at: null,
    next_look_at: evidence?.early ? attempt.window_ends_at : null,
    evidence: {
      ...readEvidence(attempt.evidence),
      verdict: { verdict, ...reason, ...evidence, happenedAt: happenedAt(conclusion) },
    },
    ...(evidence && {
      events_before: evidence.eventsBefore,
      events_after: evidence.eventsAfter,
      expected_events: evidence.expectedEvents,
      confidence: evidence.confidence,
      sureness: evidence.sureness,
    }),
  }
  const isMoved = await moveAttempt(tx.db, attempt.id, { from: attempt.state, to: verdict, changes, now: tx.now })
  if (!isMoved) return
  tx.emit({
    type: `fix.${verdict}`,
    issueId: attempt.issue_id,
    subject: { type: 'fix', id: attempt.id },
    payload: { fix_id: attempt.id, state: verdict, reason: reason.code, detail: reason.sentence },
  })
  await carryOut(tx, attempt, conclusion)
}

/** When it happened that the verdict rests on; null for one that rests on silence, and where nobody knows. */
function happenedAt({ happenedAt: told, evidence }: Conclusion): string | null {
  return told ?? evidence?.recurredAt ?? null
}

async function carryOut(tx: Tx, attempt: AttemptRow, conclusion: Conclusion): Promise<void> {
  const judged = (await lockAttemptsOfIssue(tx.db, attempt.issue_id)).filter(
    ({ state }) => state !== 'superseded' && !isOpen(state),
  )
  const [newest] = judged
  const issue = await issueOrNull(tx, attempt.issue_id)
  // Late evidence about an older fix says nothing about where the issue stands by the verdict about a newer one.
  if (!issue || newest?.id !== attempt.id) return
  const policy = await loadFixPolicy(tx)
  const consequences = await consequencesOf(tx, attempt, { conclusion, issue, policy })
  // It stays where others have put it since, not where the verdict before had.
  if (hadVerdict(attempt) && consequences.category === null) await undoVerdictMoves(tx, issue.id, conclusion.reason.sentence)
  const current = (await issueOrNull(tx, issue.id)) ?? issue
  await applyToIssue(tx, current, { consequences, attempt, conclusion })
  await addComment(tx, { issueId: issue.id, body: consequences.comment })
  await touchIssue(tx, issue.id)
  await recordDecision(tx, {
    issueId: issue.id,
    rule: 'fix_verdict',
    result: conclusion.verdict,
    reason: conclusion.reason.code,
    detail: hadVerdict(attempt) ? `${conclusion.reason.sentence} ${whatStays}` : conclusion.reason.sentence,
    inputs: { fix_id: attempt.id, ...inSnakeCase(conclusion.evidence ?? {}) },
  })
  if (consequences.startRun) askAgentToWork(tx, issue.id, 'fix_failed')
  if (consequences.resolveExternalIssue) tx.enqueue(resolveVendorIssueJob, { workspace_id: tx.workspaceId, fix_id: attempt.id })
}

interface Facts {
  conclusion: Conclusion
  issue: IssueRow
  policy: FixPolicy
}

async function consequencesOf(tx: Tx, attempt: AttemptRow, { conclusion, issue, policy }: Facts): Promise<Consequences> {
  const pull = await findPull(tx.db, tx.workspaceId, attempt.pull_request_id)
  const failed = (await lockAttemptsOfIssue(tx.db, attempt.issue_id)).filter(({ state }) => state === 'failed')
  const moved = await findLastMoveByPerson(tx.db, attempt.issue_id)
  const moves = [moved?.toISOString(), await lastPullChange(tx, attempt.issue_id)].filter((at) => at !== undefined)
  const isJudgedAnew = readEvidence(attempt.evidence).taken_back_at !== null
  return decideConsequences({
    verdict: conclusion.verdict,
    priority: issue.priority,
    failedAttempts: failed.length,
    pullRequest: `${attempt.repository}#${pull?.number ?? '?'}`,
    evidence: { sentence: conclusion.reason.sentence, connect: conclusion.evidence?.connect ?? [] },
    policy: {
      retryFailedFixes: policy.retryFailedFixes && issue.assignee_agent_id !== null,
      resolveExternalIssue: policy.resolveInSentry && canAskSentry(tx, policy),
    },
    happenedAt: happenedAt(conclusion),
    movedAt: moves.sort().at(-1) ?? null,
    isPersonsWord: isLate(attempt, isJudgedAnew) && isMovedSince(attempt, moved),
  })
}

interface Applying {
  consequences: Consequences
  attempt: AttemptRow
  conclusion: Conclusion
}

function isLate({ verdict_at, succeeded_at }: AttemptRow, isJudgedAnew: boolean): boolean {
  return verdict_at !== null || isJudgedAnew || succeeded_at !== null
}

function hadVerdict({ state, verdict_at }: AttemptRow): boolean {
  return verdict_at !== null && state !== 'superseded'
}

/** Since its window was over. */
function isMovedSince({ window_ends_at }: AttemptRow, moved: Date | undefined): boolean {
  return moved !== undefined && window_ends_at !== null && moved > window_ends_at
}

function causeOf(conclusion: Conclusion) {
  const { verdict, reason } = conclusion
  const cause = { code: `fix_${verdict}`, detail: reason.sentence }
  const at = happenedAt(conclusion)
  return (verdict === 'failed' || verdict === 'reverted') && at ? { ...cause, happened_at: at } : cause
}

/** People's decision not to fix stands, whatever becomes of the fix. */
async function applyToIssue(tx: Tx, issue: IssueRow, { consequences, attempt, conclusion }: Applying): Promise<void> {
  const { category, priority, addLabels, needsAttention } = consequences
  if (issue.category !== 'canceled') {
    await moveIssue(tx, {
      issueId: issue.id,
      to: category ?? issue.category,
      cause: causeOf(conclusion),
      priority,
      addLabels,
      ...(conclusion.verdict === 'verified' && { verdictId: attempt.id }),
    })
  }
  // Judged after all, it does not wait for a person's judgement any more.
  if (needsAttention || issue.needs_attention === UNDECIDED) await setNeedsAttention(tx, issue.id, needsAttention)
}
