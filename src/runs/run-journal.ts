// Writes down what happens while a run is carried out: its states, its transcript, what it does at the moment, what it costs.
import { type Ctx, systemContext, withTransaction } from '../platform/context.ts'
import type { Runtime } from '../platform/runtime.ts'
import { activityOfEntry, activityOfPhase } from './domain/activity-text.ts'
import type { PhaseFacts, RunHooks, RunPhase } from './domain/executor.ts'
import { type RunEvent, type RunState, statesBefore, transition } from './domain/run-state.ts'
import { recordActivity } from './record-activity.ts'
import { recordUsage } from './record-usage.ts'
import { changeRun, type RunRow } from './store/runs.ts'
import { TranscriptBuffer } from './transcript-buffer.ts'
import { withPatience } from './with-patience.ts'

/** How often at most the words for what the agent does change, in machine time. */
const ACTIVITY_INTERVAL_MS = 2000

export class RunJournal {
  readonly hooks: RunHooks
  readonly #runtime: Runtime
  readonly #run: RunRow
  readonly #lose: () => void
  readonly #transcript: TranscriptBuffer
  #state: RunState
  #shown: string | null = null
  #shownAt = Number.NEGATIVE_INFINITY
  #showLater: NodeJS.Timeout | undefined

  /** `onLost` is called when the claim is lost: somebody else carries out the run, or it was finished. */
  constructor(runtime: Runtime, run: RunRow, onLost: () => void) {
    this.#runtime = runtime
    this.#run = run
    this.#lose = onLost
    this.#state = run.state
    this.#transcript = new TranscriptBuffer({
      db: runtime.database.kysely,
      run: { id: run.id, fence: run.fence, transcriptSeq: run.transcript_seq },
      now: () => runtime.clock.now(),
      onLost,
    })
    this.hooks = {
      onPhase: (phase, facts) => this.#enter(phase, facts),
      onEntry: async (entry) => {
        await withPatience(() => this.#transcript.add(entry))
        this.#show(activityOfEntry(entry))
      },
      onUsage: (usage) => withPatience(() => recordUsage(this.#ctx(), run.id, usage)),
      onHeartbeat: () => {},
    }
  }

  /** Writes what still waits. */
  flush(): Promise<void> {
    clearTimeout(this.#showLater)
    return withPatience(() => this.#transcript.flush())
  }

  #ctx(): Ctx {
    return systemContext(this.#runtime, this.#run.workspace_id)
  }

  async #enter(phase: RunPhase, facts: PhaseFacts): Promise<void> {
    const event: RunEvent | null = phase === 'checkout' ? 'prepare' : phase === 'running' ? 'start' : null
    const next = event && transition(this.#state, event)
    const now = this.#ctx().now
    const changes = {
      ...(facts.baseSha && { base_sha: facts.baseSha }),
      ...(facts.confinement && { confinement: facts.confinement.level }),
      ...(facts.sessionId && { session_id: facts.sessionId }),
      activity: activityOfPhase(phase),
      activity_at: now,
    }
    if (event && next) return this.#change(event, { ...changes, state: next, ...(event === 'start' && { started_at: now }) })
    await this.#change(null, changes)
  }

  /** The last words count: those that come too soon are shown when their time has come. */
  #show(text: string | null): void {
    if (text === null) return
    clearTimeout(this.#showLater)
    if (text === this.#shown) return
    const wait = Math.max(0, this.#shownAt + ACTIVITY_INTERVAL_MS - performance.now())
    this.#showLater = setTimeout(() => {
      this.#change(null, { activity: text, activity_at: this.#ctx().now }).catch((error: unknown) => {
        this.#runtime.log.warn({ err: error, runId: this.#run.id }, 'run.activity_not_written')
      })
    }, wait)
  }

  /** One conditional update and one event; without a transition the run must just be in our hands still. */
  async #change(event: RunEvent | null, changes: Parameters<typeof changeRun>[2]): Promise<void> {
    const states = event ? statesBefore(event) : statesBefore('finish')
    const changed = await withPatience(() =>
      withTransaction(this.#ctx(), async (tx) => {
        const run = await changeRun(tx.db, { id: this.#run.id, fence: this.#run.fence, states }, changes)
        if (!run) return undefined
        if (event === 'start')
          await recordActivity(tx, run, { kind: 'started', summary: `${run.kind.replaceAll('_', ' ')} started` })
        const { state, reason, outcome, activity } = run
        tx.emit({ type: 'run.updated', issueId: run.issue_id, runId: run.id, payload: { state, reason, outcome, activity } })
        return run
      }),
    )
    if (!changed) return this.#lose()
    this.#state = changed.state
    this.#shown = changed.activity
    this.#shownAt = performance.now()
  }
}
