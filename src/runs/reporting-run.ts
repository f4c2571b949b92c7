// The run that reports: a run's token speaks for its own run, a key for the runs of its agent.
import { authorize } from '../access/authorize.ts'
import type { Tx } from '../platform/context.ts'
import { Conflict, Forbidden, Invalid, NotFound } from '../platform/errors.ts'
import { lockRun, type RunRow } from './store/runs.ts'

/** Locked, and not finished. @throws NotFound, Forbidden, Invalid, Conflict `run_finished` */
export async function reportingRun(tx: Tx, runId?: string): Promise<RunRow> {
  const id = tx.actor.type === 'run' ? tx.actor.id : runId
  if (id === undefined) throw new Invalid([{ path: 'run_id', message: 'is required' }])
  const run = await lockRun(tx.db, tx.workspaceId, id)
  if (!run) throw new NotFound('run', id)
  authorize(tx, 'run.report', { issueId: run.issue_id })
  if (tx.actor.type === 'key' && !tx.scopes.has('admin') && tx.agentId !== run.agent_id)
    throw new Forbidden('not_your_run', 'A key may only report for runs of the agent that it speaks for.')
  if (run.state === 'finished')
    throw new Conflict('run_finished', 'This run has ended; nothing more can be reported. Stop working.')
  return run
}
