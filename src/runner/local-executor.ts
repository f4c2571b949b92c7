// Carries out runs on this machine: decides whether a run may begin, goes through its phases, and always ends with evidence.
import type { Logger } from '../platform/log.ts'
import type { AgentAdapter } from '../runs/domain/agent-adapter.ts'
import type {
  ConfinementReport,
  Executor,
  GitEvidence,
  PhaseFacts,
  RunEvidence,
  RunHooks,
  RunJob,
  RunPhase,
} from '../runs/domain/executor.ts'
import type { Confinement, RunConfinement } from './confinement/confinement.ts'
import { type ExecutionSetting, gatherEvidence, type Prepared, prepareRun, runAgent, stopReasonOf } from './execution.ts'
import type { Mirrors } from './git/mirror.ts'
import type { ModelCredential } from './model-access.ts'
import type { Reaper } from './reaper.ts'
import { directoriesOf, removeRunDirectories } from './run-directories.ts'
import { evidenceOfEarlyStop, evidenceWithoutAgent, sentenceOf } from './run-evidence.ts'
import { judgeRun, type Refusal } from './run-refusal.ts'
import { salvageRun, sweepLostRun } from './salvage.ts'

export interface LocalExecutorOptions {
  adapters: AgentAdapter[]
  mirrors: Mirrors
  confinement: Confinement
  /** Read for each run, since it can be configured while the server runs. */
  credential(): ModelCredential
  secrets(): string[]
  reaper: Reaper
  log: Logger
}

const heartbeatMs = 5_000

/** An executor for this machine. */
export function createLocalExecutor(options: LocalExecutorOptions): Executor {
  const executing = new Set<string>()
  return {
    async execute(job, hooks, signal) {
      executing.add(job.runId)
      const beat = setInterval(
        () => void Promise.resolve(hooks.onHeartbeat()).catch((error) => warn(options, job.runId, error)),
        heartbeatMs,
      )
      try {
        return await execute(options, job, { hooks, signal })
      } finally {
        clearInterval(beat)
        executing.delete(job.runId)
      }
    },
    sweep: (runId) => (executing.has(runId) ? Promise.resolve(0) : sweepLostRun(options.confinement, runId)),
    salvage: (order) => salvageRun(options, order),
    discard: (runId, keepSession) => removeRunDirectories(directoriesOf(options.confinement.runsDirectory, runId), keepSession),
    confinement: () => Promise.resolve(options.confinement.report),
  }
}

interface Watch {
  hooks: RunHooks
  signal: AbortSignal
}

async function execute(options: LocalExecutorOptions, job: RunJob, watch: Watch): Promise<RunEvidence> {
  const startedAt = performance.now()
  const adapter = options.adapters.find(({ name }) => name === job.agent.adapter)
  const refusal = await refusalOf(options, job, adapter)
  if (!adapter || refusal) return evidenceWithoutAgent(options.confinement.report, refusal ?? unknownAdapter(job))
  const setting = settingFor(options, adapter, job)
  const progress: Progress = { facts: { confinement: setting.confinement.report }, checkoutMs: 0, startedAt }
  const directories = directoriesOf(setting.confinement.runsDirectory, job.runId)
  try {
    return await carryOut(setting, job, { ...watch, progress })
  } catch (error) {
    await removeRunDirectories(directories, false)
    const failureCode = progress.facts.baseSha ? 'start_failed' : 'checkout_failed'
    return evidenceWithoutAgent(setting.confinement.report, { failureCode, detail: sentenceOf(error) })
  } finally {
    await setting.confinement.run.end(directories.root)
  }
}

interface Progress {
  facts: PhaseFacts
  startedAt: number
  checkoutMs: number
}

/** The phases. A failure before the agent runs rejects; later ones become part of the evidence. */
async function carryOut(setting: ExecutionSetting, job: RunJob, run: Watch & { progress: Progress }): Promise<RunEvidence> {
  const { hooks, signal, progress } = run
  const enter = async (phase: RunPhase, facts: PhaseFacts = {}) => {
    Object.assign(progress.facts, facts)
    await hooks.onPhase(phase, { ...progress.facts })
  }
  await enter('checkout')
  const before = performance.now()
  const prepared = await prepareRun(setting, job, signal).catch((error: unknown) => {
    // A remote that does not answer must not hold up whoever cancels, or the end of the server.
    if (signal.aborted) return null
    throw error
  })
  progress.checkoutMs = performance.now() - before
  if (!prepared || signal.aborted) return evidenceOfEarlyStop(setting.confinement.report, stopReasonOf(signal))
  await enter('starting', { baseSha: prepared.start.baseSha })
  const { outcome, usage } = await runAgent(setting, job, {
    prepared,
    hooks,
    signal,
    onStart: async (pid) =>
      enter('running', {
        ...(pid !== null && { pid }),
        startupMs: Math.round(performance.now() - progress.startedAt - progress.checkoutMs),
      }),
  })
  await enter('collecting', outcome.sessionId === null ? {} : { sessionId: outcome.sessionId }).catch(setting.onStoreFailure)
  const git = await lookAtGit(setting, job, prepared)
  return {
    failureCode: outcome.failureCode ?? (git.problem === null ? null : 'evidence_failed'),
    detail: outcome.failureCode === null && git.problem !== null ? git.problem : outcome.detail,
    stoppedBy: outcome.stoppedBy,
    agent: outcome,
    git: git.evidence,
    confinement: setting.confinement.report,
    usage,
    leftoversKilled: outcome.leftoversKilled,
    resumed: prepared.resumed,
  }
}

async function lookAtGit(
  setting: ExecutionSetting,
  job: RunJob,
  prepared: Prepared,
): Promise<{ evidence: GitEvidence | null; problem: string | null }> {
  try {
    const evidence = await gatherEvidence(setting, job, prepared)
    // The work is in the mirror now; only the session may still be needed.
    await removeRunDirectories(prepared.directories, true)
    return { evidence, problem: null }
  } catch (error) {
    return { evidence: null, problem: sentenceOf(error) }
  }
}

async function refusalOf(options: LocalExecutorOptions, job: RunJob, adapter: AgentAdapter | undefined): Promise<Refusal | null> {
  if (!adapter) return unknownAdapter(job)
  const check = await adapter.check()
  if (!check.ok) return { failureCode: 'agent_unavailable', detail: `${check.problem} ${check.remedy}` }
  return judgeRun(job, { adapter, confinement: options.confinement.report, credential: options.credential().kind })
}

function unknownAdapter(job: RunJob): Refusal {
  return { failureCode: 'agent_unavailable', detail: `There is no adapter ${JSON.stringify(job.agent.adapter)}.` }
}

function settingFor(options: LocalExecutorOptions, adapter: AgentAdapter, job: RunJob): ExecutionSetting {
  const { confinement } = options
  const { runsDirectory, sharesObjects, report } = confinement
  return {
    mirrors: options.mirrors,
    adapter,
    credential: options.credential(),
    confinement: adapter.simulated
      ? { report: simulatedReport, run: unconfined, runsDirectory, sharesObjects: true }
      : { report, run: confinement.forRun(), runsDirectory, sharesObjects },
    secrets: options.secrets(),
    reaper: confinement.holdsTree || adapter.simulated ? null : options.reaper,
    onStoreFailure: (error) => warn(options, job.runId, error),
  }
}

const simulatedReport: ConfinementReport = { level: 'none', reason: "A simulated agent is Dispatch's own code." }
const unconfined: RunConfinement = { uid: null, wrap: (command) => command, own: async () => {}, end: async () => {} }

function warn(options: LocalExecutorOptions, runId: string, error: unknown): void {
  options.log.warn({ runId, err: error }, 'run.not_stored')
}
