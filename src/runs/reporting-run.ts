// The run that reports: a run's token speaks for its own run, a key for runs of the agent that has its name.
import { authorize } from '../access/authorize.ts'
import type { Tx } from '../platform/context.ts'
import { Conflict, Forbidden, Invalid, NotFound } from '../platform/errors.ts'
import { lockRun, type RunRow } from './store/runs.ts'
import { findAgentName } from './store/start.ts'

/** Locked, and not finished. @throws NotFound, Forbidden, Invalid, Conflict `run_finished` */
export async function reportingRun(tx: Tx, runId?: string): Promise<RunRow> {
  const id = tx.actor.type === 'run' ? tx.actor.id : runId
  if (id === undefined) throw new Invalid([{ path: 'run_id', message: 'is required' }])
  const run = await lockRun(tx.db, tx.workspaceId, id)
  if (!run) throw new NotFound('run', id)
  authorize(tx, 'run.report', { issueId: run.issue_id })
  if (tx.actor.type === 'key' && !tx.scopes.has('admin')) await refuseForeignRun(tx, run)
  if (run.state === 'finished')
    throw new Conflict('run_finished', 'This run has ended; nothing more can be reported. Stop working.')
  return run
}

async function refuseForeignRun(tx: Tx, run: RunRow): Promise<void> {
  const name = await findAgentName(tx.db, run.agent_id)
  if (name?.toLowerCase() === tx.actor.name.toLowerCase()) return
  throw new Forbidden('not_your_run', 'A key may only report for runs of the agent that has its name.')
}
