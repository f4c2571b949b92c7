// Takes queued runs and carries them out, with a lease that it keeps alive; several processes may do so side by side.
import { listWorkspaces } from '../access/load-workspace.ts'
import { systemContext, withTransaction } from '../platform/context.ts'
import { runAs } from '../platform/db/lanes.ts'
import { detached } from '../platform/db/transaction-guard.ts'
import type { Runtime } from '../platform/runtime.ts'
import { reconsiderStarts } from './ask-again.ts'
import { discardSpentRuns } from './discard-spent-runs.ts'
import { Execution, type StopCause } from './execute-run.ts'
import { runPorts } from './ports.ts'
import { recoverAllRuns, recoverExpiredRuns, sweepHost } from './recover-runs.ts'
import { claimNextRun, leaseSeconds, listClaimableWorkspaces, readHeldRuns, renewLeases, workerChannel } from './store/worker.ts'
import { tidyMirrors } from './tidy-mirrors.ts'

export interface WorkerOptions {
  /** Runs at once in this process; how many a workspace may have is its policy. */
  slots?: number
  /** Times in milliseconds of the machine. */
  pollMs?: number
  watchMs?: number
  heartbeatMs?: number
  recoverMs?: number
  sweepMs?: number
  tidyMs?: number
  mirrorMs?: number
}

const defaults = {
  slots: 16,
  pollMs: 1000,
  watchMs: 500,
  heartbeatMs: 5000,
  recoverMs: 5000,
  sweepMs: 30_000,
  tidyMs: 600_000,
  mirrorMs: 6 * 3_600_000,
}
/** Stops by itself before anyone else may take its runs. */
const LEASE_MARGIN_MS = 5000

export class Worker {
  readonly #runtime: Runtime
  readonly #options: Required<WorkerOptions>
  readonly #held = new Map<string, { execution: Execution; done: Promise<void> }>()
  #timers: NodeJS.Timeout[] = []
  #unlisten: (() => Promise<void>) | undefined
  #claiming: Promise<void> | undefined
  #claimAgain = false
  #renewedAt = performance.now()
  #isStopping = false

  constructor(runtime: Runtime, options: WorkerOptions = {}) {
    this.#runtime = runtime
    this.#options = { ...defaults, ...options }
  }

  /** First looks after what an earlier process left, then begins to claim. */
  async start(): Promise<void> {
    const runtime = this.#runtime
    await runAs('job', async () => {
      if (runtime.database.engine === 'pglite') await recoverAllRuns(runtime)
      await sweepHost(runtime, (runId) => this.#held.has(runId))
      await this.#askAgainEverywhere()
    })
    const look = () => this.#lookNow()
    this.#unlisten = await runtime.database.listen(workerChannel, look, look)
    const { pollMs, watchMs, heartbeatMs, recoverMs, sweepMs, tidyMs, mirrorMs } = this.#options
    this.#every(pollMs, async () => this.wake())
    this.#every(watchMs, () => this.#watch())
    this.#every(heartbeatMs, () => this.#renew())
    this.#every(recoverMs, () => recoverExpiredRuns(runtime))
    this.#every(sweepMs, () => sweepHost(runtime, (runId) => this.#held.has(runId)))
    this.#every(tidyMs, () => discardSpentRuns(runtime))
    this.#every(mirrorMs, () => tidyMirrors(runtime))
    this.wake()
  }

  /** Ends what is carried out here; runs whose agent had started are tried again by whoever comes next. */
  async stop(): Promise<void> {
    this.#isStopping = true
    for (const timer of this.#timers) clearInterval(timer)
    await this.#unlisten?.()
    await this.#claiming
    for (const { execution } of this.#held.values()) execution.stop('shutdown')
    await this.idle()
  }

  /** Looks for queued runs at once. */
  wake(): void {
    if (this.#isStopping) return
    if (this.#claiming) this.#claimAgain = true
    else this.#claiming = detached(() => runAs('job', () => this.#claim())).finally(() => this.#afterClaim())
  }

  /** Resolves when nothing is carried out here. */
  async idle(): Promise<void> {
    while (this.#held.size > 0) await Promise.all([...this.#held.values()].map(({ done }) => done))
  }

  /** A run was queued or canceled. */
  #lookNow(): void {
    this.wake()
    void detached(() => runAs('job', () => this.#watch())).catch((error: unknown) => {
      this.#runtime.log.error({ err: error }, 'runs.watch_failed')
    })
  }

  #afterClaim(): void {
    this.#claiming = undefined
    const again = this.#claimAgain
    this.#claimAgain = false
    if (again) this.wake()
  }

  async #claim(): Promise<void> {
    const { database, config, log } = this.#runtime
    if (config.DISPATCH_KILL_SWITCH) return
    try {
      for (const workspaceId of await listClaimableWorkspaces(database.kysely)) {
        while (this.#held.size < this.#options.slots && !this.#isStopping && (await this.#claimOne(workspaceId)));
      }
    } catch (error) {
      log.error({ err: error }, 'runs.claim_failed')
    }
  }

  async #claimOne(workspaceId: string): Promise<boolean> {
    const { workerId } = runPorts(this.#runtime)
    const run = await withTransaction(systemContext(this.#runtime, workspaceId), async (tx) => {
      const claimed = await claimNextRun(tx.db, workspaceId, workerId)
      const payload = { state: 'claimed', reason: null, outcome: null }
      if (claimed) tx.emit({ type: 'run.updated', issueId: claimed.issue_id, runId: claimed.id, payload })
      return claimed
    })
    if (!run) return false
    const execution = new Execution(this.#runtime, run)
    const done = this.#carryOut(execution)
    this.#held.set(run.id, { execution, done })
    return true
  }

  async #carryOut(execution: Execution): Promise<void> {
    const { id: runId, kind, attempt } = execution.run
    this.#runtime.log.info({ runId, kind, attempt }, 'run.claimed')
    try {
      await execution.carryOut()
    } catch (error) {
      // Its lease ends by itself, and the run is then given back.
      this.#runtime.log.error({ err: error, runId }, 'run.failed_to_be_carried_out')
    } finally {
      this.#held.delete(runId)
      this.wake()
    }
  }

  /** Cancellations and lost claims. */
  async #watch(): Promise<void> {
    await this.#check(readHeldRuns)
  }

  async #renew(): Promise<void> {
    try {
      await this.#check(renewLeases)
      this.#renewedAt = performance.now()
    } catch (error) {
      this.#runtime.log.error({ err: error }, 'runs.heartbeat_failed')
      if (performance.now() - this.#renewedAt > leaseSeconds * 1000 - LEASE_MARGIN_MS) this.#stopAll('lease_lost')
    }
  }

  /** Only those that were asked about: others may have been claimed since. */
  async #check(read: typeof readHeldRuns): Promise<void> {
    const asked = [...this.#held.values()].map(({ execution }) => execution)
    if (asked.length === 0) return
    const ids = asked.map(({ run }) => run.id)
    const rows = await read(this.#runtime.database.kysely, runPorts(this.#runtime).workerId, ids)
    const byId = new Map(rows.map((row) => [row.id, row]))
    for (const execution of asked) {
      const row = byId.get(execution.run.id)
      if (row?.fence !== execution.run.fence) execution.stop('lease_lost')
      else if (row.cancel_requested_at) execution.stop('canceled')
    }
  }

  #stopAll(cause: StopCause): void {
    for (const { execution } of this.#held.values()) execution.stop(cause)
  }

  /** Credentials, the kill switch and the agents' binaries may be other ones since the last start. */
  async #askAgainEverywhere(): Promise<void> {
    for (const { id } of await listWorkspaces(this.#runtime.database.kysely)) {
      await withTransaction(systemContext(this.#runtime, id), async (tx) => reconsiderStarts(tx, 'worker_started'))
    }
  }

  /** Never overlaps itself; a failure is logged and the next turn comes. */
  #every(intervalMs: number, work: () => Promise<void>): void {
    let isBusy = false
    const turn = async () => {
      if (isBusy) return
      isBusy = true
      try {
        await runAs('job', work)
      } catch (error) {
        this.#runtime.log.error({ err: error }, 'runs.worker_turn_failed')
      } finally {
        isBusy = false
      }
    }
    this.#timers.push(setInterval(() => void turn(), intervalMs))
  }
}
