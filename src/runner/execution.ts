// One run from its order to its evidence: checkout, confinement, agent, transcript, and git's word on the result.
import { chownSync } from 'node:fs'
import type { AgentAdapter, AgentOutcome, AgentProcess, AgentSpec, Command, StopReason } from '../runs/domain/agent-adapter.ts'
import type { ConfinementReport, GitEvidence, RunEvidence, RunHooks, RunJob } from '../runs/domain/executor.ts'
import { createRedactor } from '../runs/domain/redact.ts'
import type { RunConfinement } from './confinement/confinement.ts'
import { createCheckout } from './git/checkout.ts'
import { collectEvidence, untouched } from './git/evidence.ts'
import type { Mirrors } from './git/mirror.ts'
import { findStartPoint, type StartPoint } from './git/start-point.ts'
import { type ModelCredential, openModelAccess } from './model-access.ts'
import type { Reaper } from './reaper.ts'
import { directoriesOf, makeRunDirectories, type RunDirectories } from './run-directories.ts'
import { carrySession } from './session-files.ts'
import { storeTranscript } from './transcript.ts'

/** What the executor decided about a run before it began. */
export interface ExecutionSetting {
  mirrors: Mirrors
  adapter: AgentAdapter
  credential: ModelCredential
  confinement: { report: ConfinementReport; run: RunConfinement; runsDirectory: string; sharesObjects: boolean }
  /** Values that this process knows and no transcript may show. */
  secrets: string[]
  onStoreFailure(error: unknown): void
  /** Given where the run's processes could outlive a killed server. */
  reaper: Reaper | null
}

export interface Prepared {
  directories: RunDirectories
  start: StartPoint
  resumed: boolean
}

/** Makes directories and checkout, and carries the session over. */
export async function prepareRun(setting: ExecutionSetting, job: RunJob, signal: AbortSignal): Promise<Prepared> {
  const { mirrors, confinement } = setting
  const directories = directoriesOf(confinement.runsDirectory, job.runId)
  const start = await findStartPoint(mirrors, job, signal)
  await makeRunDirectories(directories, job.resume?.fromRunId === job.runId)
  await createCheckout(mirrors, {
    ...start,
    repositoryId: job.repository.id,
    directory: directories.checkout,
    defaultBranch: job.repository.defaultBranch,
    branch: job.branch,
    sharesObjects: confinement.sharesObjects,
  })
  const earlier = job.resume ? directoriesOf(confinement.runsDirectory, job.resume.fromRunId) : null
  const resumed = earlier && job.resume ? await carrySession(earlier.home, directories.home, job.resume.sessionId) : false
  await confinement.run.own(directories.root)
  return { directories, start, resumed }
}

export interface AgentWork {
  prepared: Prepared
  hooks: RunHooks
  signal: AbortSignal
  onStart(pid: number | null): Promise<void>
}

export interface AgentRun {
  outcome: AgentOutcome
  usage: RunEvidence['usage']
}

/** Starts the agent, stores what it says, and waits until it and all it started are gone. */
export async function runAgent(setting: ExecutionSetting, job: RunJob, work: AgentWork): Promise<AgentRun> {
  const { prepared, hooks, signal } = work
  let agent: AgentProcess | null = null
  const stop = (reason: StopReason, detail: string) => agent?.stop(reason, detail)
  const model = openModelAccess(setting.adapter.simulated ? { kind: 'none' } : setting.credential, job, {
    onUsage: (usage) => void Promise.resolve(hooks.onUsage(usage)).catch(setting.onStoreFailure),
    onSpent: () => stop('budget_exceeded', "The run's budget is spent."),
  })
  const onAbort = () => stop(stopReasonOf(signal), 'The run was stopped.')
  setting.reaper?.watch({ runId: job.runId, directories: [prepared.directories.root], uid: setting.confinement.run.uid })
  try {
    agent = setting.adapter.start(specFor(setting, job, { prepared, access: model.access }))
    signal.addEventListener('abort', onAbort)
    if (signal.aborted) onAbort()
    // Whoever cannot be told about a run must not have it: the agent is stopped, its output read to the end all the same.
    const onFailure = (error: unknown) => {
      setting.onStoreFailure(error)
      stop('canceled', 'What the agent did could not be stored.')
    }
    await work.onStart(agent.pid).catch(onFailure)
    const redactor = createRedactor(secretsOf(setting, job, model.access))
    await storeTranscript(agent.entries, { redactor, onEntry: (entry) => hooks.onEntry(entry), onFailure })
    const outcome = await agent.outcome
    return { outcome, usage: model.totals(outcome) }
  } finally {
    signal.removeEventListener('abort', onAbort)
    setting.reaper?.release(job.runId)
    model.close()
  }
}

/** Asks git what came of it. An investigation could change nothing, so nobody has to look. */
export async function gatherEvidence(
  setting: ExecutionSetting,
  job: RunJob,
  { directories, start }: Prepared,
): Promise<GitEvidence> {
  if (job.branch === null) return untouched(start.baseSha)
  return collectEvidence(setting.mirrors, {
    runId: job.runId,
    repositoryId: job.repository.id,
    checkout: directories.checkout,
    branch: job.branch,
    baseSha: start.baseSha,
    startSha: start.startSha,
    confine: confineReader(setting, directories, start.mirror),
  })
}

/** The reading side of a fetch may see the checkout and the mirror, and change nothing. */
export function confineReader(
  setting: Pick<ExecutionSetting, 'confinement'>,
  directories: RunDirectories,
  mirror: string,
): (command: Command) => Command {
  const { run, sharesObjects } = setting.confinement
  return (command) => run.wrap(command, { writable: [], readable: [directories.checkout, ...(sharesObjects ? [mirror] : [])] })
}

/** The reason that an abort signal carries, if it is one of ours. */
export function stopReasonOf(signal: AbortSignal): StopReason {
  const reasons: readonly unknown[] = ['timed_out', 'stalled', 'budget_exceeded'] satisfies StopReason[]
  return reasons.includes(signal.reason) ? (signal.reason as StopReason) : 'canceled'
}

function specFor(
  setting: ExecutionSetting,
  job: RunJob,
  about: { prepared: Prepared; access: AgentSpec['modelAccess'] },
): AgentSpec {
  const { directories, start, resumed } = about.prepared
  const { run, sharesObjects } = setting.confinement
  const readable = sharesObjects ? [start.mirror] : []
  return {
    runId: job.runId,
    profile: job.profile,
    intent: job.intent,
    issueIdentifier: job.issueIdentifier,
    model: job.agent.model,
    directories,
    modelAccess: about.access,
    mcp: job.mcp,
    commands: job.commands,
    budgetMicroUsd: job.budgetMicroUsd,
    turnsMax: job.turnsMax,
    resume: resumed && job.resume ? { sessionId: job.resume.sessionId, costBeforeMicroUsd: job.resume.costBeforeMicroUsd } : null,
    timeouts: job.timeouts,
    ...(job.agent.simulation && { simulation: job.agent.simulation }),
    confine: (command) => run.wrap(command, { writable: [directories.root], readable }),
    handOver: (path) => {
      if (run.uid !== null) chownSync(path, run.uid, run.uid)
    },
    uid: run.uid,
  }
}

function secretsOf(setting: ExecutionSetting, job: RunJob, access: AgentSpec['modelAccess']): string[] {
  const own = access.kind === 'none' ? [] : [access.token]
  const { credential: given } = job.repository
  const credential = given && typeof given !== 'function' ? [given.password] : []
  return [...setting.secrets, ...job.secrets, ...own, ...credential, job.mcp.token]
}
