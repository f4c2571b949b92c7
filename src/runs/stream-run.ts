// GET /api/runs/{id}/stream: a run as it happens. Entries come once and in order, from where the client stopped.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isStillValid } from '../access/is-still-valid.ts'
import type { Ctx } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import { eventChannel } from '../platform/events.ts'
import { type EventStream, formatEvent, openEventStream, readResumePosition } from '../platform/http/event-stream.ts'
import { findRunView } from './store/run-views.ts'
import { readTranscript, transcriptChannel } from './store/transcript.ts'
import { toRun } from './to-run.ts'
import { toTranscriptEntry } from './to-transcript.ts'

const pageSize = 50
const pollMs = 1_000
const recheckMs = 30_000
const checkAfterEventMs = 500

/** @throws NotFound before anything is answered */
export async function streamRun(ctx: Ctx, request: IncomingMessage, response: ServerResponse, runId: string): Promise<void> {
  if (!(await findRunView(ctx.db, ctx.workspaceId, runId))) throw new NotFound('run', runId)
  const stream = openEventStream(response)
  const follower = new RunFollower(ctx, runId, stream)
  const wake = () => follower.wake()
  const { database } = ctx.system
  let check: NodeJS.Timeout | undefined
  // Any event may be the one that revoked the caller: one look follows each burst of them.
  const wakeAndCheck = () => {
    wake()
    check ??= setTimeout(() => {
      check = undefined
      void endIfInvalid(ctx, stream)
    }, checkAfterEventMs)
  }
  const unlisten = await Promise.all([
    database.listen(transcriptChannel, (id) => id === runId && wake(), wake),
    database.listen(eventChannel, (workspaceId) => workspaceId === ctx.workspaceId && wakeAndCheck(), wake),
  ])
  const poll = setInterval(wake, pollMs)
  const recheck = setInterval(() => void endIfInvalid(ctx, stream), recheckMs)
  const close = () => {
    clearInterval(poll)
    clearInterval(recheck)
    clearTimeout(check)
    for (const stop of unlisten) stop().catch((error: unknown) => ctx.log.warn({ err: error }, 'run_stream.unlisten_failed'))
  }
  if (stream.closed.aborted) return close()
  stream.closed.addEventListener('abort', close, { once: true })
  follower.start(readResumePosition(request) ?? 0)
}

async function endIfInvalid(ctx: Ctx, stream: EventStream): Promise<void> {
  const valid = await isStillValid(ctx.system, ctx).catch(() => true)
  if (!valid) stream.end('unauthorized')
}

/** Brings one client up to date again and again, until the run is finished and everything of it was sent. */
class RunFollower {
  readonly #ctx: Ctx
  readonly #runId: string
  readonly #stream: EventStream
  #position = 0
  #shown = ''
  #isStale = false
  #isSending = false

  constructor(ctx: Ctx, runId: string, stream: EventStream) {
    this.#ctx = ctx
    this.#runId = runId
    this.#stream = stream
  }

  start(position: number): void {
    this.#position = position
    this.#stream.write(formatEvent('hello', { position }))
    this.wake()
  }

  wake(): void {
    this.#isStale = true
    if (!this.#isSending) void this.#send()
  }

  async #send(): Promise<void> {
    this.#isSending = true
    try {
      while (this.#isStale && !this.#stream.closed.aborted) {
        this.#isStale = false
        await this.#sendOnce()
      }
    } catch (error) {
      // The next poll tries again from the same place.
      this.#ctx.log.warn({ err: error, runId: this.#runId }, 'run_stream.read_failed')
    } finally {
      this.#isSending = false
    }
  }

  /** The run is read before its entries: when it is finished, what follows is all there is. */
  async #sendOnce(): Promise<void> {
    const row = await findRunView(this.#ctx.db, this.#ctx.workspaceId, this.#runId)
    if (!row) return this.#stream.end('deleted')
    while (await this.#stream.ready()) {
      const rows = await readTranscript(this.#ctx.db, this.#runId, { after: this.#position, limit: pageSize })
      const last = rows.at(-1)
      if (!last) break
      this.#stream.write(...rows.map((entry) => formatEvent('entry', toTranscriptEntry(entry), Number(entry.seq))))
      this.#position = Number(last.seq)
      if (rows.length < pageSize) break
    }
    if (this.#stream.closed.aborted) return
    const run = toRun(row)
    const shown = JSON.stringify(run)
    if (shown !== this.#shown) this.#stream.write(formatEvent('run', run))
    this.#shown = shown
    if (run.state === 'finished') this.#stream.end('finished')
  }
}
