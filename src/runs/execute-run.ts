// Carries out one claimed run through the executor, from its job to its end.
import { systemContext, withTransaction } from '../platform/context.ts'
import type { Runtime } from '../platform/runtime.ts'
import { agentEvidence } from './agent-words.ts'
import { canceledBy } from './canceled-by.ts'
import type { RunEvidence, RunJob } from './domain/executor.ts'
import { mergeEvidence } from './domain/merge-evidence.ts'
import { decideEnd, type EndDecision } from './domain/outcome.ts'
import { finishRun, workOf } from './finish-run.ts'
import { giveBackRun } from './give-back-run.ts'
import { runPorts } from './ports.ts'
import { prepareJob } from './prepare-job.ts'
import { RunJournal } from './run-journal.ts'
import { hasPostedPlan } from './store/plans.ts'
import { findRun, type RunRow } from './store/runs.ts'
import { withPatience } from './with-patience.ts'

/** Why a run's agent was stopped from outside. */
export type StopCause = 'canceled' | 'lease_lost' | 'shutdown'

/** A run in the hands of this process. */
export class Execution {
  readonly run: RunRow
  readonly #runtime: Runtime
  readonly #abort = new AbortController()
  #cause: StopCause | null = null

  constructor(runtime: Runtime, run: RunRow) {
    this.#runtime = runtime
    this.run = run
  }

  /** Stops the process tree; the first cause counts. */
  stop(cause: StopCause): void {
    this.#cause ??= cause
    this.#abort.abort('canceled')
  }

  /** Resolves when the run has ended or is somebody else's. */
  async carryOut(): Promise<void> {
    const { id, workspace_id } = this.run
    const job = await withPatience(() => prepareJob(systemContext(this.#runtime, workspace_id), id))
    const journal = new RunJournal(this.#runtime, this.run, () => this.stop('lease_lost'))
    const { evidence, decision } = await this.#untilReported(job, journal)
    if (this.#cause === 'lease_lost') return
    if (this.#cause === 'shutdown') await this.#leave(evidence)
    else if (decision.next === 'finish') await this.#finish(decision.end, evidence)
    await this.#discard(evidence)
  }

  /** A second process, in the same session, when the agent did not say what came of it. */
  async #untilReported(job: RunJob, journal: RunJournal): Promise<{ evidence: RunEvidence; decision: EndDecision }> {
    const first = await this.#execute(job, journal)
    const decision = await this.#decide(first, false)
    const sessionId = first.agent?.sessionId
    if (decision.next === 'finish' || !sessionId || this.#cause)
      return { evidence: first, decision: await this.#decide(first, true) }
    const spent = first.usage.microUsd
    const second = await this.#execute(
      {
        ...job,
        intent: 'report',
        budgetMicroUsd: Math.max(1, job.budgetMicroUsd - spent),
        resume: { sessionId, fromRunId: job.runId, costBeforeMicroUsd: first.agent?.result?.sessionCostMicroUsd ?? 0 },
      },
      journal,
    )
    const evidence = mergeEvidence(first, second)
    return { evidence, decision: await this.#decide(evidence, true) }
  }

  async #execute(job: RunJob, journal: RunJournal): Promise<RunEvidence> {
    const evidence = await runPorts(this.#runtime).executor.execute(job, journal.hooks, this.#abort.signal)
    await journal.flush()
    return agentEvidence({ system: this.#runtime, workspaceId: this.run.workspace_id }, evidence)
  }

  async #decide(evidence: RunEvidence, askedToReport: boolean): Promise<EndDecision> {
    const db = this.#runtime.database.kysely
    const { run, postedPlan } = await withPatience(async () => ({
      run: (await findRun(db, this.run.workspace_id, this.run.id)) ?? this.run,
      postedPlan: await hasPostedPlan(db, this.run.id),
    }))
    const canceled = this.#cause === 'canceled'
    return decideEnd({
      kind: run.kind,
      stoppedBy: canceled ? 'canceled' : evidence.stoppedBy,
      declared: run.outcome,
      postedPlan,
      failureCode: evidence.failureCode,
      detail: canceled ? canceledBy(run) : evidence.detail,
      git: evidence.git && { ...workOf(evidence.git), cleanTree: evidence.git.cleanTree },
      resumable: evidence.agent?.resumable ?? false,
      askedToReport,
    })
  }

  async #finish(end: Extract<EndDecision, { next: 'finish' }>['end'], evidence: RunEvidence): Promise<void> {
    await withPatience(() =>
      withTransaction(this.#ctx(), (tx) => finishRun(tx, this.run, { end, evidence, fence: this.run.fence })),
    )
  }

  /** This process is going down: before the agent started the run is queued again, afterwards it is lost and tried anew. */
  async #leave(evidence: RunEvidence): Promise<void> {
    await withPatience(() =>
      withTransaction(this.#ctx(), (tx) => giveBackRun(tx, this.run, { evidence, detail: 'The server was stopped.' })),
    )
  }

  /** What a later run of the issue may need stays: the session, if it can be continued. */
  async #discard(evidence: RunEvidence): Promise<void> {
    const keepSession = evidence.agent?.resumable ?? false
    await runPorts(this.#runtime).executor.discard(this.run.id, keepSession)
  }

  #ctx() {
    return systemContext(this.#runtime, this.run.workspace_id)
  }
}
