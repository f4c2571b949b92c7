// Looks at a deployed attempt again: after an occurrence, when its window ends, when the error tracker answered.
import type { Tx } from '../platform/context.ts'
import { breakVerdict } from './break-verdict.ts'
import { concludeAttempt } from './conclude-attempt.ts'
import type { ApiAnswer } from './domain/channels.ts'
import { type CountedOccurrence, gatherEvidence } from './domain/evidence.ts'
import { describeFailure } from './domain/evidence-text.ts'
import { decideVerdict, type VerdictDecision } from './domain/verdict.ts'
import { readEvidence } from './evidence.ts'
import { type FixPolicy, loadFixPolicy } from './fix-policy.ts'
import { type Assessed, assessOccurrences, type DeployedAttempt, gatherSurroundings, isDeployed } from './gather-facts.ts'
import { lookUpJob } from './job-names.ts'
import { lockAttempt, updateAttempt } from './store/attempts.ts'

/** What the error tracker said about the window; null where it was not asked or did not answer. */
export type TrackerSays = Omit<ApiAnswer, 'cleared'> | null

/** After a new fact: fails or breaks what it fails or breaks. A quiet window is the sweep's to close. True when something changed. */
export function reviewAttempt(tx: Tx, attemptId: string): Promise<boolean> {
  return review(tx, attemptId, null)
}

/** At the end of its window: concludes or extends, with what the error tracker said. True when something changed. */
export function judgeWindow(tx: Tx, attemptId: string, tracker: TrackerSays): Promise<boolean> {
  return review(tx, attemptId, { tracker })
}

async function review(tx: Tx, attemptId: string, closing: Closing | null): Promise<boolean> {
  const attempt = await lockAttempt(tx.db, attemptId)
  if (!attempt || !isDeployed(attempt)) return false
  if (attempt.state !== 'watching' && attempt.state !== 'verified') return false
  const policy = await loadFixPolicy(tx)
  const assessed = await assessOccurrences(tx, attempt, policy)
  askAboutUnknown(tx, attempt, assessed)
  return attempt.state === 'watching'
    ? reviewWatched(tx, attempt, { policy, assessed, closing })
    : reviewVerified(tx, attempt, { policy, assessed })
}

/** Asks the error tracker, once for each, about those that cannot be decided yet. */
export function askAboutUnknown(tx: Tx, attempt: DeployedAttempt, assessed: readonly Assessed[]): void {
  for (const { occurrence } of assessed.filter(({ decision }) => decision.counts === 'look_up').slice(0, 20)) {
    const payload = { workspace_id: tx.workspaceId, fix_id: attempt.id, occurrence_id: occurrence.id }
    tx.enqueue(lookUpJob, payload, { singletonKey: occurrence.id })
  }
}

const counted = (assessed: readonly Assessed[], phase: 'window' | 'after'): CountedOccurrence[] =>
  assessed
    .filter(({ decision }) => decision.counts === 'yes' && decision.phase === phase)
    .map(({ occurrence, decision }) => ({
      occurredAt: occurrence.occurred_at.toISOString(),
      release: occurrence.release,
      environment: occurrence.environment,
      reason: decision.reason.code,
    }))

interface Closing {
  tracker: TrackerSays
}

interface Watched {
  policy: FixPolicy
  assessed: Assessed[]
  /** Null while nobody closes the window. */
  closing: Closing | null
}

async function reviewWatched(tx: Tx, attempt: DeployedAttempt, { policy, assessed, closing }: Watched): Promise<boolean> {
  const recurrences = counted(assessed, 'window')
  // Who could have told is asked only when the answer matters: occurrences may come by the thousand.
  if (!closing && recurrences.length < policy.verdict.recurrencesToFail) return false
  const api = closing?.tracker ? { ...closing.tracker, cleared: countCleared(assessed) } : null
  const surroundings = await gatherSurroundings(tx, attempt, api)
  const decision = decideVerdict(
    {
      ...surroundings,
      deployedAt: attempt.deployed_at.toISOString(),
      startsAt: attempt.window_starts_at.toISOString(),
      endsAt: attempt.window_ends_at.toISOString(),
      recurrences,
      pendingLookUps: assessed.filter((each) => each.decision.counts === 'look_up' && each.decision.phase === 'window').length,
      policy: policy.verdict,
    },
    tx.now.toISOString(),
  )
  if (decision.action === 'keep_watching') return extend(tx, attempt, decision)
  await concludeAttempt(tx, withRecords(attempt, assessed), decision)
  if (decision.verdict === 'verified') await reviewAttempt(tx, attempt.id)
  return true
}

/** Events that the error tracker counts and that do not speak against the fix. */
function countCleared(assessed: readonly Assessed[]): number {
  return assessed.filter(
    ({ occurrence, decision }) =>
      decision.counts === 'no' && decision.phase === 'window' && occurrence.occurrence_key.startsWith('event:'),
  ).length
}

/** The attempt is watched until then, and says why. */
async function extend(tx: Tx, attempt: DeployedAttempt, decision: Extract<VerdictDecision, { action: 'keep_watching' }>) {
  const { until, extendsWindow, reason } = decision
  if (!extendsWindow) {
    if (attempt.state_detail !== reason.sentence)
      await updateAttempt(tx.db, attempt.id, { state_detail: reason.sentence, now: tx.now })
    return false
  }
  await updateAttempt(tx.db, attempt.id, { window_ends_at: until, state_detail: reason.sentence, now: tx.now })
  tx.emit({
    type: 'fix.watching',
    issueId: attempt.issue_id,
    subject: { type: 'fix', id: attempt.id },
    payload: { fix_id: attempt.id, state: 'watching', window_ends_at: until, detail: reason.sentence },
  })
  // What came after the old end may be within the new one.
  await reviewAttempt(tx, attempt.id)
  return true
}

/** A recurrence that is told late fails the fix; one after the window leaves the verdict and marks it broken. */
async function reviewVerified(
  tx: Tx,
  attempt: DeployedAttempt,
  { policy, assessed }: Omit<Watched, 'closing'>,
): Promise<boolean> {
  const late = counted(assessed, 'window')
  if (late.length >= policy.verdict.recurrencesToFail) {
    const surroundings = await gatherSurroundings(tx, attempt, null)
    const span = { startsAt: attempt.window_starts_at.toISOString(), endsAt: attempt.window_ends_at.toISOString() }
    const evidence = gatherEvidence({ ...surroundings, ...span, recurrences: late }, tx.now.toISOString())
    const sentence = `${describeFailure(evidence)} This was told after the fix had been verified.`
    const conclusion = {
      verdict: 'failed' as const,
      reason: { code: 'late_evidence', sentence },
      evidence: { ...evidence, sentence },
    }
    await concludeAttempt(tx, withRecords(attempt, assessed), conclusion)
    return true
  }
  const [after] = counted(assessed, 'after')
  if (!after || attempt.broken_at) return false
  await breakVerdict(tx, attempt, { occurredAt: after.occurredAt, detail: `The error happened again at ${after.occurredAt}.` })
  return true
}

/** The occurrences go into the evidence: those that count and, as far as they matter, those that do not. */
function withRecords(attempt: DeployedAttempt, assessed: readonly Assessed[]): DeployedAttempt {
  const records = (counts: 'yes' | 'no') =>
    assessed
      .filter(({ decision }) => decision.counts === counts)
      .slice(0, 20)
      .map(({ occurrence, decision }) => ({
        occurrence_id: occurrence.id,
        occurred_at: occurrence.occurred_at.toISOString(),
        release: occurrence.release,
        environment: occurrence.environment,
        phase: decision.phase,
        ...decision.reason,
      }))
  return { ...attempt, evidence: { ...readEvidence(attempt.evidence), recurrences: records('yes'), dismissed: records('no') } }
}
