// All tails of this process: woken by notifications, and each second in case one was missed.
import { eventChannel } from '../platform/events.ts'
import type { Runtime } from '../platform/runtime.ts'
import { EventTail } from './event-tail.ts'

const pollMs = 1_000

export class EventTails {
  readonly #runtime: Runtime
  readonly #tails = new Map<string, EventTail>()
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

  /** The tail of a workspace; whoever wants to listen to it starts it. */
  tailOf(workspaceId: string): EventTail {
    const tail = this.#tails.get(workspaceId) ?? new EventTail(this.#runtime, workspaceId)
    this.#tails.set(workspaceId, tail)
    return tail
  }

  #wake(workspaceId: string): void {
    this.#tails
      .get(workspaceId)
      ?.wake()
      .catch((error: unknown) => this.#runtime.log.warn({ err: error, workspaceId }, 'board.tail_failed'))
  }

  #wakeAll(): void {
    for (const workspaceId of this.#tails.keys()) this.#wake(workspaceId)
  }
}
