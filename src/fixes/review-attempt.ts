// Looks at a deployed attempt again: after an occurrence, when its window ends, when the error tracker answered.
import type { Tx } from '../platform/context.ts'
import { askAboutUnknown } from './ask-about-unknown.ts'
import { breakVerdict } from './break-verdict.ts'
import { concludeAttempt } from './conclude-attempt.ts'
import { decideVerdict, type VerdictDecision } from './domain/verdict.ts'
import { doubtDeployments } from './doubt-deployments.ts'
import { failLate } from './fail-late.ts'
import { type FixPolicy, loadFixPolicy } from './fix-policy.ts'
import { type Assessed, assessOccurrences, type DeployedAttempt, isDeployed } from './gather-facts.ts'
import { yieldTo } from './heed-successor.ts'
import { type AttemptRow, lockAttempt, updateAttempt } from './store/attempts.ts'
import { counted, type TrackerSays, verdictFacts, withRecords } from './verdict-facts.ts'

/** After a new fact: fails or breaks what it fails or breaks. A quiet window is the sweep's to close. True when something changed. */
export function reviewAttempt(tx: Tx, attemptId: string): Promise<boolean> {
  return review(tx, attemptId, null)
}

/** At the end of its window: concludes or extends, with what the error tracker said. True when something changed. */
export function judgeWindow(tx: Tx, attemptId: string, tracker: TrackerSays): Promise<boolean> {
  return review(tx, attemptId, { tracker })
}

/** While deliveries wait to be read, nobody need be asked yet; says so on the attempt. False when nothing of theirs holds the window. */
export async function holdWindow(tx: Tx, attemptId: string): Promise<boolean> {
  const attempt = await lockAttempt(tx.db, attemptId)
  if (attempt?.state !== 'watching' || !isDeployed(attempt)) return false
  const policy = await loadFixPolicy(tx)
  const assessed = await assessOccurrences(tx, attempt, { policy })
  const facts = await verdictFacts(tx, attempt, { policy, assessed, tracker: null })
  const decision = decideVerdict(facts, tx.now.toISOString())
  if (decision.action !== 'keep_watching' || decision.reason.code !== 'undecided_deliveries') return false
  await extend(tx, attempt, decision)
  return true
}

const reviewed: readonly AttemptRow['state'][] = ['watching', 'verified', 'inconclusive']

async function review(tx: Tx, attemptId: string, closing: Closing | null): Promise<boolean> {
  const attempt = await lockAttempt(tx.db, attemptId)
  if (!attempt || !isDeployed(attempt) || !reviewed.includes(attempt.state)) return false
  const policy = await loadFixPolicy(tx)
  const assessed = await assessOccurrences(tx, attempt, { policy })
  askAboutUnknown(tx, attempt, assessed)
  return attempt.state === 'watching'
    ? reviewWatched(tx, attempt, { policy, assessed, closing })
    : reviewJudged(tx, attempt, { policy, assessed })
}

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
  // Who could have told is asked only when the answer matters: occurrences may come by the thousand.
  if (!closing && counted(assessed, 'window').length < policy.verdict.recurrencesToFail) return false
  const facts = await verdictFacts(tx, attempt, { policy, assessed, tracker: closing?.tracker ?? null })
  const decision = await doubtDeployments(tx, attempt, decideVerdict(facts, tx.now.toISOString()))
  if (decision.action === 'keep_watching') return extend(tx, attempt, decision)
  await concludeAttempt(tx, withRecords(attempt, assessed), decision)
  if (decision.verdict === 'verified') await reviewAttempt(tx, attempt.id)
  return true
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
  const next = attempt.succeeded_at?.toISOString()
  // Longer now, it was not over when the next fix landed.
  if (next && next <= until) return yieldTo(tx, { ...attempt, window_ends_at: new Date(until) }, { at: next })
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

/** A recurrence within the window that is told late fails the fix; one after it leaves a `verified` and marks it broken. */
async function reviewJudged(tx: Tx, attempt: DeployedAttempt, { policy, assessed }: Omit<Watched, 'closing'>): Promise<boolean> {
  const until = attempt.window_ends_at.toISOString()
  if (counted(assessed, 'window').length >= policy.verdict.recurrencesToFail)
    return failLate(tx, { was: attempt, ran: attempt, until, policy })
  const [after] = counted(assessed, 'after')
  if (attempt.state !== 'verified' || !after || attempt.broken_at) return false
  const detail = `The error happened again at ${after.occurredAt}.`
  await breakVerdict(tx, withRecords(attempt, assessed), { occurredAt: after.occurredAt, detail })
  return true
}
