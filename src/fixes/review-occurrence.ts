// A new occurrence is held against a fix. Alone it is decided first: only one that counts is worth looking at all of them.
import type { Tx } from '../platform/context.ts'
import { askAboutUnknown } from './ask-about-unknown.ts'
import { isOpen } from './domain/attempt.ts'
import { readEvidence } from './evidence.ts'
import { failEarlierRun } from './fail-earlier-run.ts'
import { loadFixPolicy } from './fix-policy.ts'
import { assessOccurrence, type DeployedAttempt, isDeployed } from './gather-facts.ts'
import { proveDeployments } from './judge-deployments.ts'
import { refoldAttempt } from './refold-attempt.ts'
import { reviewAttempt } from './review-attempt.ts'
import type { AttemptRow } from './store/attempts.ts'
import { hasOccurrences, type OccurrenceRow } from './store/occurrences.ts'

/** True when the attempt was judged because of it. */
export async function reviewOccurrence(tx: Tx, attempt: AttemptRow, occurrence: OccurrenceRow): Promise<boolean> {
  // It may have failed before it was reverted, before the next fix landed, or before it was rolled back.
  if (attempt.state === 'reverted') return isBefore(attempt.verdict_at, attempt, occurrence) && refoldAttempt(tx, attempt.id)
  if (attempt.state === 'superseded') return isBefore(attempt.succeeded_at, attempt, occurrence) && refoldAttempt(tx, attempt.id)
  if (isBeforeRollback(attempt, occurrence))
    return isOpen(attempt.state) ? failEarlierRun(tx, attempt) : refoldAttempt(tx, attempt.id)
  if (!isDeployed(attempt)) return false
  // A release that was seen before the merge lacks the fix: what was held against it may have happened there.
  if (attempt.state === 'failed' && occurrence.release !== null && occurrence.occurred_at < attempt.merged_at)
    return refoldAttempt(tx, attempt.id)
  if (!canMatter(attempt, occurrence.occurred_at)) return false
  const policy = await loadFixPolicy(tx)
  const { attempt: known } = await proveDeployments(tx, attempt)
  const assessed = await assessOccurrence(tx, known, { occurrence, policy })
  askAboutUnknown(tx, attempt, [assessed])
  const { counts, phase } = assessed.decision
  if (counts !== 'yes' || !(await mayDecide(tx, attempt, { phase, atLeast: policy.verdict.recurrencesToFail }))) return false
  return reviewAttempt(tx, attempt.id)
}

function isBefore(end: Date | null, { merged_at }: AttemptRow, { occurred_at }: OccurrenceRow): boolean {
  return occurred_at > merged_at && end !== null && occurred_at < end
}

function isBeforeRollback(attempt: AttemptRow, { occurred_at }: OccurrenceRow): boolean {
  const mayHaveFailed = isOpen(attempt.state) || attempt.state === 'verified' || attempt.state === 'inconclusive'
  if (!mayHaveFailed || occurred_at <= attempt.merged_at) return false
  return readEvidence(attempt.evidence).rollbacks > 0 && (attempt.deployed_at === null || occurred_at < attempt.deployed_at)
}

function canMatter(attempt: DeployedAttempt, occurredAt: Date): boolean {
  if (occurredAt < attempt.window_starts_at) return false
  if (attempt.state === 'watching') return true
  // Broken once it cannot break again; what is told late about its window may still fail it, judged or not.
  if (attempt.state === 'inconclusive') return occurredAt <= attempt.window_ends_at
  return attempt.state === 'verified' && (attempt.broken_at === null || occurredAt <= attempt.window_ends_at)
}

async function mayDecide(
  tx: Tx,
  attempt: DeployedAttempt,
  { phase, atLeast }: { phase: string; atLeast: number },
): Promise<boolean> {
  // What comes after a window that nobody has closed yet is weighed when it is.
  if (phase === 'after') return attempt.state === 'verified'
  const window = { from: attempt.window_starts_at, to: attempt.window_ends_at }
  return atLeast === 1 || hasOccurrences(tx.db, attempt.issue_id, { ...window, atLeast })
}
