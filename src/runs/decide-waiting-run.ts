// A run that waits for its time, or for a gate, is decided again: its delay is over, or something has changed.
import { recordDecision } from '../issues/record-decision.ts'
import { type IssueRow, resolveIssueForUpdate } from '../issues/resolve-issue.ts'
import { type Ctx, type Tx, withTransaction } from '../platform/context.ts'
import { actorSchema } from '../platform/http/schemas.ts'
import { beginWork } from './begin-work.ts'
import { isAskedByPerson } from './consider-run.ts'
import { decideStart, type StartDecision } from './domain/gates.ts'
import { finishRun } from './finish-run.ts'
import { lockStarts, reservationOf } from './request-run.ts'
import { reserveRun } from './settle-run.ts'
import { type GatheredFacts, gatherStartFacts } from './start-facts.ts'
import { findLastDecisionReason } from './store/asks.ts'
import { findReservation } from './store/money.ts'
import { changeRun, lockRun, type RunRow } from './store/runs.ts'
import { findAgent } from './store/start.ts'

/** A refused run is looked at again when a fact changes; this is only for facts that change unseen. */
const LOOK_AGAIN_MS = 24 * 3_600_000

/** Null when the run does not wait any more. */
export async function decideWaitingRun(ctx: Ctx, runId: string): Promise<StartDecision | null> {
  return withTransaction(ctx, async (tx) => {
    const policy = await lockStarts(tx)
    const run = await lockRun(tx.db, tx.workspaceId, runId)
    if (run?.state !== 'queued' || (await findReservation(tx.db, runId))) return null
    const issue = await resolveIssueForUpdate(tx, run.issue_id)
    const agent = await findAgent(tx.db, tx.workspaceId, run.agent_id)
    if (!agent) {
      await finishRun(tx, run, {
        end: { reason: 'canceled', outcome: null, failureCode: 'canceled', detail: 'Its agent was deleted.' },
      })
      return null
    }
    const gathered = await gatherStartFacts(tx, {
      issue,
      agent,
      policy,
      kind: run.kind,
      force: run.forced_reason !== null,
      automatic: !isAskedByPerson(actorSchema.parse(run.requested_by)),
      continuation: run.parent_run_id !== null,
      waitingRunId: run.id,
    })
    const decision = decideStart(gathered.facts, tx.now)
    await apply(tx, { run, issue, gathered, decision })
    return decision
  })
}

interface Waiting {
  run: RunRow
  issue: IssueRow
  gathered: GatheredFacts
  decision: StartDecision
}

async function apply(tx: Tx, waiting: Waiting): Promise<void> {
  const { run, issue, gathered, decision } = waiting
  await recordUnlessRepeated(tx, run, decision)
  if (decision.result === 'start') {
    // The gates asked with the budget of today's policy: this is what may be spent.
    const budget = { budget_micro_usd: gathered.facts.money.runBudget }
    const funded = (await changeRun(tx.db, { id: run.id, states: ['queued'] }, budget)) ?? run
    await reserveRun(tx, funded, reservationOf(gathered, funded))
    await beginWork(tx, { run: funded, issue, branchIsUsedUp: gathered.issueFacts.branch_is_used_up })
    tx.emit({ type: 'run.updated', issueId: issue.id, runId: run.id, payload: { state: 'queued', reason: null, outcome: null } })
    return
  }
  if (decision.reason === 'issue_closed') {
    await finishRun(tx, run, {
      end: { reason: 'canceled', outcome: null, failureCode: 'canceled', detail: 'The issue was closed meanwhile.' },
    })
    return
  }
  const until = decision.result === 'delay' ? decision.until : (decision.resetsAt ?? new Date(tx.now.getTime() + LOOK_AGAIN_MS))
  await changeRun(tx.db, { id: run.id, states: ['queued'] }, { not_before: until })
}

async function recordUnlessRepeated(tx: Tx, run: RunRow, decision: StartDecision): Promise<void> {
  if ((await findLastDecisionReason(tx.db, run.id)) === decision.reason) return
  const { rule, result, reason, detail } = decision
  await recordDecision(tx, {
    issueId: run.issue_id,
    runId: run.id,
    rule,
    result,
    reason,
    detail: result === 'start' ? `${run.kind.replaceAll('_', ' ')} starts now: ${detail}` : `still waits: ${detail}`,
    inputs: { kind: run.kind, agent_id: run.agent_id },
  })
}
