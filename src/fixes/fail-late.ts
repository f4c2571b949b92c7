// A recurrence that is told after an attempt had ended, or had gone on elsewhere, fails it by what is known about the window it was in.
import type { Tx } from '../platform/context.ts'
import { concludeAttempt } from './conclude-attempt.ts'
import { gatherEvidence } from './domain/evidence.ts'
import { describeFailure } from './domain/evidence-text.ts'
import type { FixPolicy } from './fix-policy.ts'
import { assessOccurrences, type DeployedAttempt, gatherSurroundings } from './gather-facts.ts'
import { toldAfter } from './late-words.ts'
import { type AttemptRow, updateAttempt } from './store/attempts.ts'
import { counted, withRecords } from './verdict-facts.ts'

interface FailLate {
  was: AttemptRow
  /** With the window that the recurrence is in. */
  ran: DeployedAttempt
  /** Until when it ran there, ISO 8601 UTC. */
  until: string
  policy: FixPolicy
}

export async function failLate(tx: Tx, { was, ran, until, policy }: FailLate): Promise<boolean> {
  const assessed = await assessOccurrences(tx, ran, { policy })
  const recurrences = counted(assessed, 'window').filter(({ occurredAt }) => occurredAt <= until)
  const surroundings = await gatherSurroundings(tx, ran, null)
  const span = { startsAt: ran.window_starts_at.toISOString(), endsAt: ran.window_ends_at.toISOString() }
  const evidence = gatherEvidence({ ...surroundings, ...span, recurrences }, tx.now.toISOString())
  const sentence = `${describeFailure(evidence)} ${toldAfter(was)}`
  const { deployment_id, environment, deployed_sha, deployed_at, window_starts_at, window_ends_at } = ran
  const window = { deployment_id, environment, deployed_sha, deployed_at, window_starts_at, window_ends_at }
  await updateAttempt(tx.db, was.id, { ...window, now: tx.now })
  await concludeAttempt(tx, withRecords(ran, assessed), {
    verdict: 'failed',
    reason: { code: 'late_evidence', sentence },
    evidence: { ...evidence, sentence },
  })
  return true
}
