// All tails of this process: woken by notifications, and each second in case one was missed.
import { eventChannel } from '../platform/events.ts'
import type { Runtime } from '../platform/runtime.ts'
import { EventTail } from './event-tail.ts'

const pollMs = 1_000

export class EventTails {
  readonly #runtime: Runtime
  readonly #tails = new Map<string, Promise<EventTail>>()
  #unlisten: (() => Promise<void>) | undefined
  #poll: NodeJS.Timeout | undefined

  constructor(runtime: Runtime) {
    this.#runtime = runtime
  }

  async start(): Promise<void> {
    const wakeAll = () => this.#wakeAll()
    this.#unlisten = await this.#runtime.database.listen(eventChannel, (workspaceId) => this.#wake(workspaceId), wakeAll)
    this.#poll = setInterval(wakeAll, pollMs)
  }

  async stop(): Promise<void> {
    clearInterval(this.#poll)
    await this.#unlisten?.()
  }

  /** The tail of a workspace, at a position no older than this call. */
  tailOf(workspaceId: string): Promise<EventTail> {
    const known = this.#tails.get(workspaceId)
    if (known) return known
    const tail = this.#startTail(workspaceId)
    this.#tails.set(workspaceId, tail)
    tail.catch(() => this.#tails.delete(workspaceId))
    return tail
  }

  async #startTail(workspaceId: string): Promise<EventTail> {
    const tail = new EventTail(this.#runtime, workspaceId)
    await tail.start()
    return tail
  }

  /** A tail without listeners is forgotten, so that the next stream starts it at the present position. */
  release(workspaceId: string, tail: EventTail): void {
    if (tail.isIdle) this.#tails.delete(workspaceId)
  }

  #wake(workspaceId: string): void {
    const tail = this.#tails.get(workspaceId)
    if (!tail) return
    tail
      .then((known) => known.wake())
      .catch((error: unknown) => this.#runtime.log.warn({ err: error, workspaceId }, 'board.tail_failed'))
  }

  #wakeAll(): void {
    for (const workspaceId of this.#tails.keys()) this.#wake(workspaceId)
  }
}
