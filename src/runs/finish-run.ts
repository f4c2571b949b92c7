// Ends a run for good: its state, its money, its tokens, its issue, and whatever follows, in one transaction.
import { revokeRunTokens } from '../access/run-token.ts'
import { setNeedsAttention, touchIssue } from '../issues/attention.ts'
import { moveIssue } from '../issues/move-issue.ts'
import { resolveIssueForUpdate } from '../issues/resolve-issue.ts'
import type { Tx } from '../platform/context.ts'
import { AppError } from '../platform/errors.ts'
import { reconsiderStarts } from './ask-again.ts'
import { type Aftermath, decideAftermath } from './domain/after-run.ts'
import type { GitEvidence, RunEvidence } from './domain/executor.ts'
import type { RunEnd } from './domain/outcome.ts'
import { decideRetry, type Retry } from './domain/retry.ts'
import { statesBefore } from './domain/run-state.ts'
import { decideSettlement } from './domain/settlement.ts'
import { storableText } from './domain/storable-entry.ts'
import { describeEvidence, describeTokens } from './domain/stored-evidence.ts'
import { publishJob, retryJob } from './job-names.ts'
import { judgeCredential } from './judge-credential.ts'
import { recordActivity } from './record-activity.ts'
import { settleRun } from './settle-run.ts'
import { findReservation } from './store/money.ts'
import { hasPostedPlan } from './store/plans.ts'
import { changeRun, countRetriesBefore, type RunRow } from './store/runs.ts'

export interface RunEnding {
  end: RunEnd
  /** The claim of the worker that carried it out; it must still hold. */
  fence?: number
  /** Null when nobody could look: a lost run, or one that never began. */
  evidence?: RunEvidence | null
}

/** The finished run; undefined when it was finished before, or the claim is lost. */
export async function finishRun(tx: Tx, run: RunRow, ending: RunEnding): Promise<RunRow | undefined> {
  const { evidence = null } = ending
  const end = { ...ending.end, detail: storableText(ending.end.detail) } // may be the last words of a process
  const finished = await changeRun(
    tx.db,
    { id: run.id, fence: ending.fence, states: statesBefore('finish') },
    {
      state: 'finished',
      reason: end.reason,
      outcome: end.outcome,
      failure_code: end.failureCode,
      failure_detail: end.detail || null,
      finished_at: tx.now,
      activity: null,
      lease_until: null,
      not_before: null,
      ...(evidence && { evidence: describeEvidence(evidence) }),
      ...(evidence?.git && { head_sha: evidence.git.headSha, base_sha: evidence.git.baseSha }),
    },
  )
  if (!finished) return undefined
  await revokeRunTokens(tx, run.id)
  const retry = await retryOf(tx, finished)
  const work = workOf(evidence?.git ?? null)
  const aftermath = await tellIssue(tx, finished, { end, ...work, retried: retry !== null })
  await settle(tx, finished, evidence)
  await judgeCredential(tx, finished, { metered: Math.max(finished.cost_micro_usd, evidence?.usage.microUsd ?? 0) })
  await follow(tx, finished, { retry, aftermath })
  return finished
}

/** How much there is on the branch: commits of this run, and whether it is ahead of its base at all. */
export function workOf(git: GitEvidence | null): { commits: number; ahead: boolean } {
  return { commits: git?.commits.length ?? 0, ahead: git !== null && git.headSha !== git.baseSha }
}

async function retryOf(tx: Tx, run: RunRow): Promise<Retry | null> {
  const failureCode = run.failure_code as RunEnd['failureCode']
  if (!failureCode) return null
  return decideRetry({ failureCode, retriesBefore: await countRetriesBefore(tx.db, run.id), hasSession: run.session_id !== null })
}

async function tellIssue(
  tx: Tx,
  run: RunRow,
  ended: { end: RunEnd; commits: number; ahead: boolean; retried: boolean },
): Promise<Aftermath> {
  const postedPlan = await hasPostedPlan(tx.db, run.id)
  const words = { summary: run.outcome_summary, question: run.question }
  const aftermath = decideAftermath({ kind: run.kind, postedPlan, ...ended, ...words })
  if (aftermath.activity) await recordActivity(tx, run, aftermath.activity)
  if (!(await issueExists(tx, run.issue_id))) return aftermath
  if (aftermath.moveTo) {
    const detail = aftermath.attention ?? 'the agent needs a person'
    await moveIssue(tx, { issueId: run.issue_id, to: aftermath.moveTo, cause: { code: 'run_finished', detail } })
  }
  if (aftermath.attention) await setNeedsAttention(tx, run.issue_id, aftermath.attention)
  await touchIssue(tx, run.issue_id)
  return aftermath
}

/** Takes the issue's lock before the money's, as starts do. */
async function issueExists(tx: Tx, issueId: string): Promise<boolean> {
  try {
    await resolveIssueForUpdate(tx, issueId)
    return true
  } catch (error) {
    if (error instanceof AppError && error.status === 404) return false
    throw error
  }
}

async function settle(tx: Tx, run: RunRow, evidence: RunEvidence | null): Promise<void> {
  const reservation = await findReservation(tx.db, run.id)
  if (!reservation) return
  const settlement = decideSettlement({
    reserved: reservation.micro_usd,
    metered: run.cost_micro_usd,
    usage: evidence?.usage ?? null,
    agentNamedCost: evidence?.agent?.costMicroUsd != null,
    agentStarted: run.started_at !== null,
    simulated: run.simulated,
  })
  await settleRun(tx, run, settlement)
  const known = evidence !== null && evidence.usage.source !== 'unknown'
  const usage = known && { usage: { ...describeTokens(evidence.usage.tokens), notional: reservation.notional } }
  const cost = reservation.notional ? 0 : settlement.microUsd
  await changeRun(tx.db, { id: run.id, states: ['finished'] }, { cost_micro_usd: cost, ...usage })
}

async function follow(tx: Tx, run: RunRow, { retry, aftermath }: { retry: Retry | null; aftermath: Aftermath }): Promise<void> {
  if (aftermath.push) await changeRun(tx.db, { id: run.id, states: ['finished'] }, { push_state: aftermath.push })
  if (aftermath.push === 'pending') tx.enqueue(publishJob, { workspace_id: tx.workspaceId, run_id: run.id })
  if (retry) tx.enqueue(retryJob, { workspace_id: tx.workspaceId, run_id: run.id })
  tx.emit({
    type: 'run.finished',
    issueId: run.issue_id,
    runId: run.id,
    payload: { state: run.state, reason: run.reason, outcome: run.outcome, kind: run.kind, failure_code: run.failure_code },
  })
  reconsiderStarts(tx, 'run_finished')
}
