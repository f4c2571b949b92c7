// One client of the stream: first what it missed, read from the log, then the shared frames; each judged by what the client is by then.
import { revokingEvents } from '../access/domain/event-types.ts'
import { type Listener, mayHear } from '../access/domain/may-hear.ts'
import { presentStanding } from '../access/present-standing.ts'
import type { Ctx } from '../platform/context.ts'
import { type EventStream, formatEvent } from '../platform/http/event-stream.ts'
import { type EventTail, type Frame, readFrames } from './event-tail.ts'

/** Farther behind than this, reloading is cheaper than replaying. */
const maxReplay = 5_000

export class Subscriber {
  readonly #ctx: Ctx
  readonly #tail: EventTail
  readonly #stream: EventStream
  #listener: Listener
  #position = 0
  /** The log up to here is judged by what the client was when it was last asked about. */
  #judgedTo = 0
  #asked = 0
  #answered = 0
  #isLive = false
  #unlisten: (() => void) | undefined

  constructor(ctx: Ctx, tail: EventTail, stream: EventStream) {
    this.#ctx = ctx
    this.#listener = ctx
    this.#tail = tail
    this.#stream = stream
  }

  async start(after: number | undefined): Promise<void> {
    this.#unlisten = this.#tail.listen((frames) => this.#isLive && this.#hear(frames))
    await this.#tail.wake()
    const present = this.#tail.position
    const canResume = after !== undefined && after <= present && present - after <= maxReplay
    this.#position = canResume ? after : present
    if (after !== undefined && !canResume && after !== present) this.#stream.write(formatEvent('reset', { position: present }))
    this.#stream.write(formatEvent('hello', { position: present }))
    // What happened before is judged by what the client is now, not by what it was when the request came, or long ago.
    await this.#goOn(present)
  }

  stop(): void {
    this.#unlisten?.()
  }

  /** From time to time; when nothing can be found out, the next time will do. */
  async recheck(): Promise<void> {
    await this.#ask().catch((error: unknown) => this.#ctx.log.warn({ err: error }, 'board.standing_unknown'))
  }

  /** A client that is behind leaves the shared frames, which then need not wait for it, and reads on from the log at its own pace. */
  #hear(frames: readonly Frame[]): void {
    if (!this.#stream.isBehind && this.#send(frames)) return
    this.#isLive = false
    void this.#goOn(this.#position)
  }

  /** Finds out who is listening by now, and then goes on. Of whom nothing is known hears nothing more, and comes back. */
  async #goOn(judgedTo: number): Promise<void> {
    try {
      await this.#ask()
      this.#judgedTo = judgedTo
      await this.#catchUp()
    } catch (error) {
      this.#ctx.log.warn({ err: error }, 'board.stream_failed')
      this.#stream.end('unavailable')
    }
  }

  /** The stream ends when nobody may listen any more. The question that was asked last has the answer that counts. */
  async #ask(): Promise<void> {
    const question = ++this.#asked
    const standing = await presentStanding(this.#ctx.system, this.#ctx)
    if (!standing) return this.#stream.end('unauthorized')
    if (question < this.#answered) return
    this.#answered = question
    this.#listener = { actor: this.#ctx.actor, ...standing }
  }

  /** Reads until nothing is missing between the log and the shared frames; the last check and going live are one step. */
  async #catchUp(): Promise<void> {
    while (await this.#stream.ready()) {
      if (this.#position >= this.#tail.position) {
        this.#isLive = true
        return
      }
      if (this.#send(await readFrames(this.#ctx.system, this.#ctx.workspaceId, this.#position))) continue
      await this.#ask()
      this.#judgedTo = this.#position
    }
  }

  /** Writes up to the first frame that may change who is listening; false: there was one, ask before going on. */
  #send(frames: readonly Frame[]): boolean {
    const missing = frames.filter((frame) => frame.seq > this.#position)
    const turn = missing.findIndex(({ seq, event }) => seq > this.#judgedTo && revokingEvents.has(event.type))
    const due = turn === -1 ? missing : missing.slice(0, turn + 1)
    const last = due.at(-1)
    if (!last) return true
    this.#position = last.seq
    const bytes = due.map((frame) => (mayHear(this.#listener, frame.event) ? frame.bytes : frame.blank))
    this.#stream.write(...bytes)
    return turn === -1
  }
}
