// GET /api/board/stream: every event of the workspace, once and in order, from where the client stopped.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { revokingEvents } from '../access/domain/event-types.ts'
import { isStillValid } from '../access/is-still-valid.ts'
import type { Ctx } from '../platform/context.ts'
import { type EventStream, formatEvent, openEventStream, readResumePosition } from '../platform/http/event-stream.ts'
import { type EventTail, type Frame, readFrames } from './event-tail.ts'
import type { EventTails } from './event-tails.ts'

/** Farther behind than this, reloading is cheaper than replaying. */
const maxReplay = 5_000
const recheckMs = 30_000

export async function streamBoard(
  ctx: Ctx,
  tails: EventTails,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const tail = tails.tailOf(ctx.workspaceId)
  await tail.start()
  const stream = openEventStream(response)
  const subscriber = new Subscriber(ctx, tail, stream)
  const recheck = setInterval(() => void endIfInvalid(ctx, stream), recheckMs)
  const close = () => {
    clearInterval(recheck)
    subscriber.stop()
  }
  if (stream.closed.aborted) return close()
  stream.closed.addEventListener('abort', close, { once: true })
  await subscriber.start(readResumePosition(request))
}

async function endIfInvalid(ctx: Ctx, stream: EventStream): Promise<void> {
  const valid = await isStillValid(ctx.system, ctx).catch(() => true)
  if (!valid) stream.end('unauthorized')
}

/** One client: first what it missed, read from the log, then the shared frames. */
class Subscriber {
  readonly #ctx: Ctx
  readonly #tail: EventTail
  readonly #stream: EventStream
  #position = 0
  #isLive = false
  #unlisten: (() => void) | undefined

  constructor(ctx: Ctx, tail: EventTail, stream: EventStream) {
    this.#ctx = ctx
    this.#tail = tail
    this.#stream = stream
  }

  async start(after: number | undefined): Promise<void> {
    this.#unlisten = this.#tail.listen((frames) => this.#isLive && this.#send(frames))
    await this.#tail.wake()
    const present = this.#tail.position
    const canResume = after !== undefined && after <= present && present - after <= maxReplay
    this.#position = canResume ? after : present
    if (after !== undefined && !canResume && after !== present) this.#stream.write(formatEvent('reset', { position: present }))
    this.#stream.write(formatEvent('hello', { position: present }))
    await this.#catchUp()
  }

  stop(): void {
    this.#unlisten?.()
  }

  /** Reads until nothing is missing between the log and the shared frames; the last check and going live are one step. */
  async #catchUp(): Promise<void> {
    while (!this.#stream.closed.aborted) {
      if (this.#position >= this.#tail.position) {
        this.#isLive = true
        return
      }
      this.#send(await readFrames(this.#ctx.system, this.#ctx.workspaceId, this.#position))
    }
  }

  #send(frames: readonly Frame[]): void {
    const missing = frames.filter((frame) => frame.seq > this.#position)
    const last = missing.at(-1)
    if (!last) return
    this.#position = last.seq
    const written = this.#stream.write(
      missing.length === 1 && missing[0] ? missing[0].bytes : Buffer.concat(missing.map((frame) => frame.bytes)),
    )
    if (written && missing.some((frame) => revokingEvents.has(frame.type))) void endIfInvalid(this.#ctx, this.#stream)
  }
}
