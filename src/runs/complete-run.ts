// What an agent says came of its run. It declares; evidence decides later whether that holds.

import { type Ctx, type Tx, withTransaction } from '../platform/context.ts'
import { Conflict } from '../platform/errors.ts'
import { must } from '../platform/must.ts'
import { agentWords } from './agent-words.ts'
import { type Outcome, statesBefore } from './domain/run-state.ts'
import { recordActivity } from './record-activity.ts'
import { reportingRun } from './reporting-run.ts'
import { changeRun, type RunRow } from './store/runs.ts'

export interface Report {
  outcome: Outcome
  /** For people, in Markdown; goes into the pull request. */
  summary: string
  /** How the tests ended, in a line. */
  tests?: string | undefined
  runId?: string | undefined
}

const SUMMARY_MAX = 10_000

/** The first report counts; the same one again changes nothing. @throws Conflict `already_reported` or `run_finished`, Forbidden */
export async function completeRun(ctx: Ctx, report: Report): Promise<RunRow> {
  const summary = agentWords(ctx, report.summary, SUMMARY_MAX)
  const asks = report.outcome === 'blocked' || report.outcome === 'needs_decision'
  return withTransaction(ctx, async (tx) => {
    const run = await declareOutcome(tx, {
      outcome: report.outcome,
      summary,
      question: asks ? summary : null,
      runId: report.runId,
    })
    if (report.tests) await recordActivity(tx, run, { kind: 'tests', summary: agentWords(tx, report.tests, SUMMARY_MAX) })
    return run
  })
}

/** The agent cannot go on by itself. Ends the run as soon as the agent stops. */
export async function reportBlocker(ctx: Ctx, input: { reason: string; runId?: string | undefined }): Promise<RunRow> {
  return askPerson(ctx, 'blocked', { text: input.reason, runId: input.runId })
}

/** A person must decide. The answer makes a new run in the same session. */
export async function askQuestion(ctx: Ctx, input: { question: string; runId?: string | undefined }): Promise<RunRow> {
  return askPerson(ctx, 'needs_decision', { text: input.question, runId: input.runId })
}

function askPerson(
  ctx: Ctx,
  outcome: 'blocked' | 'needs_decision',
  input: { text: string; runId?: string | undefined },
): Promise<RunRow> {
  const text = agentWords(ctx, input.text, SUMMARY_MAX)
  return withTransaction(ctx, (tx) => declareOutcome(tx, { outcome, summary: text, question: text, runId: input.runId }))
}

interface Declaration {
  outcome: Outcome
  summary: string
  question: string | null
  runId: string | undefined
}

async function declareOutcome(tx: Tx, { outcome, summary, question, runId }: Declaration): Promise<RunRow> {
  const run = await reportingRun(tx, runId)
  if (run.outcome === outcome && run.outcome_summary === summary) return run
  if (run.outcome) {
    throw new Conflict('already_reported', `This run has reported ${run.outcome} already. Stop working.`, {
      outcome: run.outcome,
    })
  }
  const changed = await changeRun(
    tx.db,
    { id: run.id, states: statesBefore('finish') },
    { outcome, outcome_summary: summary, question },
  )
  const reported = must(changed, `run ${run.id} changed under its lock`)
  const { state, reason } = reported
  tx.emit({ type: 'run.updated', issueId: run.issue_id, runId: run.id, payload: { state, reason, outcome } })
  return reported
}
