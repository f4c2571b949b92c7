// The facts about a deployed attempt as its judgement wants them, and as its evidence keeps them.
import type { Ctx } from '../platform/context.ts'
import type { ApiAnswer } from './domain/channels.ts'
import type { CountedOccurrence } from './domain/evidence.ts'
import type { VerdictFacts } from './domain/verdict.ts'
import { readEvidence } from './evidence.ts'
import type { FixPolicy } from './fix-policy.ts'
import { type Assessed, type DeployedAttempt, gatherSurroundings } from './gather-facts.ts'

/** What the error tracker said about the window; null where it was not asked or did not answer. */
export type TrackerSays = Omit<ApiAnswer, 'cleared'> | null

export async function verdictFacts(
  ctx: Ctx,
  attempt: DeployedAttempt,
  { policy, assessed, tracker }: { policy: FixPolicy; assessed: readonly Assessed[]; tracker: TrackerSays },
): Promise<VerdictFacts> {
  const surroundings = await gatherSurroundings(ctx, attempt, tracker && { ...tracker, cleared: countCleared(assessed) })
  const inWindow = assessed.filter(({ decision }) => decision.phase === 'window')
  return {
    ...surroundings,
    deployedAt: attempt.deployed_at.toISOString(),
    startsAt: attempt.window_starts_at.toISOString(),
    endsAt: attempt.window_ends_at.toISOString(),
    recurrences: counted(assessed, 'window'),
    pendingLookUps: inWindow.filter(({ decision }) => decision.counts === 'look_up').length,
    unattributed: inWindow.filter(({ decision }) => decision.reason.code === 'client_release_unknown').length,
    policy: policy.verdict,
  }
}

/** Those that speak against the fix, within its window or after it, oldest first. */
export function counted(assessed: readonly Assessed[], phase: 'window' | 'after'): CountedOccurrence[] {
  return assessed
    .filter(({ decision }) => decision.counts === 'yes' && decision.phase === phase)
    .map(({ occurrence, decision }) => ({
      occurredAt: occurrence.occurred_at.toISOString(),
      release: occurrence.release,
      environment: occurrence.environment,
      reason: decision.reason.code,
    }))
}

/** Events that the error tracker counts and that do not speak against the fix. */
function countCleared(assessed: readonly Assessed[]): number {
  return assessed.filter(
    ({ occurrence, decision }) =>
      decision.counts === 'no' && decision.phase === 'window' && occurrence.occurrence_key.startsWith('event:'),
  ).length
}

/** The occurrences go into the evidence: those that count and, as far as they matter, those that do not. */
export function withRecords(attempt: DeployedAttempt, assessed: readonly Assessed[]): DeployedAttempt {
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
