// Finds runs whose worker is gone, ends what their agents left running, saves their work, and gives them back.
import { systemContext, withTransaction } from '../platform/context.ts'
import type { Runtime } from '../platform/runtime.ts'
import type { GitEvidence, RunEvidence } from './domain/executor.ts'
import { giveBackRun } from './give-back-run.ts'
import { runPorts } from './ports.ts'
import { findRunJobParts } from './store/run-job.ts'
import { type LostRun, listExpiredRuns, listRunsOfHost, listRunsOfOthers } from './store/worker.ts'

/** Another host gets this long to look after its own runs before everyone does. */
const OTHER_HOST_PATIENCE_SECONDS = 15

/** The host in a worker's id. */
export function hostOf(workerId: string): string {
  return workerId.slice(0, workerId.lastIndexOf('/'))
}

/** Runs of this host whose lease has ended, and such of any host after a while. */
export async function recoverExpiredRuns(runtime: Runtime): Promise<void> {
  const host = hostOf(runPorts(runtime).workerId)
  const isOurs = (run: LostRun) => run.worker_id !== null && hostOf(run.worker_id) === host
  const expired = await listExpiredRuns(runtime.database.kysely, 0)
  const overdue = new Set((await listExpiredRuns(runtime.database.kysely, OTHER_HOST_PATIENCE_SECONDS)).map((run) => run.id))
  for (const run of expired) if (isOurs(run) || overdue.has(run.id)) await recover(runtime, run, isOurs(run))
}

/** On the embedded database there is only one process, so that whatever another one held at its start is lost. */
export async function recoverAllRuns(runtime: Runtime): Promise<void> {
  for (const run of await listRunsOfOthers(runtime.database.kysely, runPorts(runtime).workerId)) await recover(runtime, run, true)
}

/** Ends what runs of this host left behind, but for those that are carried out here at this moment. */
export async function sweepHost(runtime: Runtime, isCarriedOut: (runId: string) => boolean): Promise<void> {
  const { executor, workerId } = runPorts(runtime)
  for (const runId of await listRunsOfHost(runtime.database.kysely, hostOf(workerId))) {
    if (isCarriedOut(runId)) continue
    const killed = await executor.sweep(runId)
    if (killed > 0) runtime.log.warn({ runId, killed }, 'runs.leftovers_killed')
  }
}

async function recover(runtime: Runtime, lost: LostRun, isOurs: boolean): Promise<void> {
  const evidence = isOurs ? await salvage(runtime, lost) : null
  const detail = 'The worker that carried it out is gone.'
  const run = await withTransaction(systemContext(runtime, lost.workspace_id), (tx) =>
    giveBackRun(tx, lost, { evidence, detail }),
  )
  if (run) runtime.log.warn({ runId: run.id, state: run.state, reason: run.reason }, 'runs.recovered')
}

/** First nothing of it may run any more, then its commits are brought to safety. */
async function salvage(runtime: Runtime, lost: LostRun): Promise<RunEvidence | null> {
  const { executor, repositoryAccess } = runPorts(runtime)
  const leftoversKilled = await executor.sweep(lost.id)
  const { run, repository } = await findRunJobParts(runtime.database.kysely, lost.id)
  const { branch, base_sha: baseSha } = run
  const git = await executor.salvage({ runId: lost.id, repository: repositoryAccess(repository), branch, baseSha })
  return git && remains(git, leftoversKilled)
}

function remains(git: GitEvidence, leftoversKilled: number): RunEvidence {
  const tokens = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 }
  return {
    failureCode: 'crashed',
    detail: '',
    stoppedBy: null,
    agent: null,
    git,
    confinement: null,
    usage: { source: 'unknown', microUsd: 0, tokens, unknownModel: false },
    leftoversKilled,
    resumed: false,
  }
}
