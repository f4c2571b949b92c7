// Wakes the reader of the event log when something was appended, so that the inbox is as live as the board.
import { runAs } from '../platform/db/lanes.ts'
import { eventChannel } from '../platform/events.ts'
import type { Runtime } from '../platform/runtime.ts'
import { followEvents } from './follow-events.ts'

/** Long enough to gather a burst into one reading, short enough to be called live. */
const gatherMs = 60
/** On a busy server it reads for a quarter of the time at most. */
const restFactor = 3
const restMaxMs = 2000

export class NoticeFollower {
  readonly #runtime: Runtime
  readonly #waiting = new Set<string>()
  #unlisten: (() => Promise<void>) | undefined
  #timer: NodeJS.Timeout | undefined
  #reading: Promise<void> = Promise.resolve()
  #isStopped = false
  #restUntil = 0

  constructor(runtime: Runtime) {
    this.#runtime = runtime
  }

  /** What is missed while nobody listens, the sweep finds. */
  async start(): Promise<void> {
    this.#unlisten = await this.#runtime.database.listen(eventChannel, (workspaceId) => this.#wake(workspaceId))
  }

  /** Waits for the reading that runs. */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#unlisten?.()
    await this.#reading
  }

  #wake(workspaceId: string): void {
    if (this.#isStopped) return
    this.#waiting.add(workspaceId)
    const wait = Math.max(gatherMs, this.#restUntil - performance.now())
    this.#timer ??= setTimeout(() => {
      this.#reading = this.#read()
    }, wait)
  }

  /** One reading at a time: whoever wakes it meanwhile makes the next one. */
  async #read(): Promise<void> {
    const startedAt = performance.now()
    const workspaces = [...this.#waiting]
    this.#waiting.clear()
    for (const workspaceId of workspaces) {
      try {
        await runAs('job', () => followEvents(this.#runtime, workspaceId))
      } catch (error) {
        if (!this.#isStopped) this.#runtime.log.warn({ err: error, workspaceId }, 'inbox.follow_failed')
      }
    }
    this.#timer = undefined
    const endedAt = performance.now()
    this.#restUntil = endedAt + Math.min(restMaxMs, restFactor * (endedAt - startedAt))
    for (const workspaceId of this.#waiting) this.#wake(workspaceId)
  }
}
