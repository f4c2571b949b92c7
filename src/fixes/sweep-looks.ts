// Looks at attempts besides the end of their windows: may a loud error's fix be verified early, and did one that was hold until its end?
import { type Ctx, systemContext, type Tx } from '../platform/context.ts'
import type { Runtime } from '../platform/runtime.ts'
import { concludeAttempt } from './conclude-attempt.ts'
import { EARLY_MIN_SECONDS } from './domain/early-rule.ts'
import { decideEarlyVerdict } from './domain/early-verdict.ts'
import { doubtDeployments } from './doubt-deployments.ts'
import { loadFixPolicy } from './fix-policy.ts'
import { assessOccurrences, type DeployedAttempt, isDeployed, isHeardLive } from './gather-facts.ts'
import type { ErrorTracker, FixPorts } from './ports.ts'
import { refoldAttempt } from './refold-attempt.ts'
import { reviewAttempt } from './review-attempt.ts'
import { findAttempt, listLooks, lockAttempt, updateAttempt } from './store/attempts.ts'
import { verdictFacts, withRecords } from './verdict-facts.ts'
import { weighEvidence } from './weigh-evidence.ts'
import { askForWindow, keepAnswer } from './window-answer.ts'

const pageSize = 50

export async function sweepLooks(runtime: Runtime, ports: Pick<FixPorts, 'tracker'>, signal?: AbortSignal): Promise<void> {
  const now = runtime.clock.now()
  const startedBefore = new Date(now.getTime() - EARLY_MIN_SECONDS * 1_000)
  for (const { id, workspace_id, state } of await listLooks(runtime.database.kysely, { now, startedBefore, limit: pageSize })) {
    if (signal?.aborted) return
    const ctx = systemContext(runtime, workspace_id)
    try {
      if (state === 'watching') await weighEvidence(ctx, (tx) => verifyEarly(tx, id))
      else await lookForTheLastTime(ctx, ports.tracker, { id, signal })
    } catch (error) {
      // One attempt that cannot be looked at must not hold up the others.
      runtime.log.error({ err: error, fixId: id }, 'fixes.not_looked_at')
    }
  }
}

/** Verifies it, or notes when to look again. */
async function verifyEarly(tx: Tx, id: string): Promise<void> {
  const attempt = await lockAttempt(tx.db, id)
  const policy = await loadFixPolicy(tx)
  if (attempt?.state !== 'watching' || !isDeployed(attempt) || !policy.earlyVerification) return
  const assessed = await assessOccurrences(tx, attempt, { policy })
  const facts = await verdictFacts(tx, attempt, { policy, assessed, tracker: null })
  const decided = decideEarlyVerdict({ ...facts, isHeardLive: await isHeardLive(tx, attempt) }, tx.now.toISOString())
  const decision = await doubtDeployments(tx, attempt, decided)
  if (decision.action === 'conclude') await concludeAttempt(tx, withRecords(attempt, assessed), decision)
  else await updateAttempt(tx.db, id, { next_look_at: decision.until, now: tx.now })
}

/** At the end of its window: what the error tracker knows of and nobody told may fail it now. */
async function lookForTheLastTime(
  ctx: Ctx,
  tracker: ErrorTracker,
  { id, signal }: { id: string; signal?: AbortSignal | undefined },
): Promise<void> {
  const attempt = await findAttempt(ctx.db, id)
  if (!attempt || !isDeployed(attempt)) return
  const answer = await askForWindow(ctx, tracker, { attempt, signal })
  if (answer === 'wait') return
  await weighEvidence(ctx, (tx) => settle(tx, attempt, answer))
}

async function settle(tx: Tx, attempt: DeployedAttempt, answer: Parameters<typeof keepAnswer>[2]): Promise<void> {
  await updateAttempt(tx.db, attempt.id, { next_look_at: null, now: tx.now })
  await keepAnswer(tx, attempt, answer)
  await reviewAttempt(tx, attempt.id)
  // What is unknown of later deployments, or was cut, was left until now.
  await refoldAttempt(tx, attempt.id)
}
