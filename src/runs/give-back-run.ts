// A run whose worker is gone: before its agent started it is queued again, afterwards it is finished as lost.
import { revokeRunTokens } from '../access/run-token.ts'
import { touchIssue } from '../issues/attention.ts'
import type { Tx } from '../platform/context.ts'
import { canceledBy } from './canceled-by.ts'
import type { RunEvidence } from './domain/executor.ts'
import { statesBefore, transition } from './domain/run-state.ts'
import { finishRun } from './finish-run.ts'
import { changeRun, lockRun, type RunRow } from './store/runs.ts'
import { notifyWorkers } from './store/worker.ts'

/** How often a run is claimed before it is given up. */
const ATTEMPTS_MAX = 3

export interface Abandoned {
  /** What could be found of its work. */
  evidence: RunEvidence | null
  /** Why nobody carries it out any more. */
  detail: string
}

/** Undefined when somebody else has claimed or finished it meanwhile. */
export async function giveBackRun(tx: Tx, lost: Pick<RunRow, 'id' | 'fence'>, abandoned: Abandoned): Promise<RunRow | undefined> {
  const run = await lockRun(tx.db, tx.workspaceId, lost.id)
  if (!run || run.fence !== lost.fence || run.state === 'finished' || run.state === 'queued') return undefined
  if (run.cancel_requested_at) return finish(tx, run, { ...abandoned, canceled: true })
  if (transition(run.state, 'give_back') && run.attempt < ATTEMPTS_MAX) return queueAgain(tx, run)
  return finish(tx, run, { ...abandoned, canceled: false })
}

/** The fence grows, so that a worker that only seemed dead can write nothing more. */
async function queueAgain(tx: Tx, run: RunRow): Promise<RunRow | undefined> {
  const queued = await changeRun(
    tx.db,
    { id: run.id, fence: run.fence, states: statesBefore('give_back') },
    { state: 'queued', fence: run.fence + 1, worker_id: null, lease_until: null, activity: null },
  )
  await revokeRunTokens(tx, run.id)
  await touchIssue(tx, run.issue_id)
  await notifyWorkers(tx.db)
  const payload = { state: 'queued', reason: null, outcome: null, attempt: run.attempt }
  tx.emit({ type: 'run.updated', issueId: run.issue_id, runId: run.id, payload })
  return queued
}

function finish(
  tx: Tx,
  run: RunRow,
  { evidence, detail, canceled }: Abandoned & { canceled: boolean },
): Promise<RunRow | undefined> {
  const reason = canceled ? 'canceled' : 'lost'
  const end = {
    reason,
    outcome: run.outcome,
    failureCode: reason,
    detail: canceled ? canceledBy(run) : detail,
  } as const
  return finishRun(tx, run, { end, evidence, fence: run.fence })
}
