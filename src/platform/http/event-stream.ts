// Server-Sent Events on a raw response: buffers shared by many clients, slow ones waited for, and dropped when they take nothing.
import type { IncomingMessage, ServerResponse } from 'node:http'

/** More than this unread of what was written before: nothing more is written until the client has taken it. */
const muchUnreadBytes = 262_144
/** A client that takes nothing at all for so long is gone; it resumes from its last event when it comes back. */
const stallMs = 10_000
const heartbeatMs = 15_000

/** One frame; `id` only for what a client may resume from. */
export function formatEvent(event: string, data: unknown, id?: number): Buffer {
  return Buffer.from(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
}

export interface EventStream {
  /** Hands over frames at once, whatever is unread: ask `isBehind` before, or wait for `ready`. False once the client is gone. */
  write(...frames: readonly Buffer[]): boolean
  /** Much of what was written is unread. */
  readonly isBehind: boolean
  /** Resolves with true when the client has taken what was written, with false when it is gone, or was dropped for taking nothing. */
  ready(): Promise<boolean>
  /** Ends after an `event: bye` with the reason. */
  end(reason: string): void
  readonly closed: AbortSignal
}

/** Answers 200 and keeps the response open, with a comment line every 15 s. `closed` is aborted already when the client has left. */
export function openEventStream(response: ServerResponse, patienceMs = stallMs): EventStream {
  const closed = new AbortController()
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
    connection: 'keep-alive',
  })
  response.flushHeaders()
  response.socket?.setNoDelay(true)
  // Whoever has something to read needs no sign of life.
  const heartbeat = setInterval(() => response.writableLength === 0 && write(Buffer.from(':\n\n')), heartbeatMs)
  const close = () => {
    clearInterval(heartbeat)
    closed.abort()
  }
  response.on('close', close)
  response.on('error', () => closed.abort())
  // A client may be gone before there was anything to answer; then nothing tells of it any more.
  if (response.closed || response.destroyed) close()
  const write = (...frames: readonly Buffer[]): boolean => {
    if (closed.signal.aborted || response.writableEnded) return false
    response.cork()
    for (const frame of frames) response.write(frame)
    response.uncork()
    return true
  }
  const isBehind = () => response.writableLength > muchUnreadBytes
  return {
    write,
    get isBehind() {
      return isBehind()
    },
    async ready() {
      while (isBehind() && !closed.signal.aborted) {
        const unread = response.writableLength
        await somethingTaken(response, { closed: closed.signal, patienceMs })
        if (response.writableLength >= unread) response.destroy()
      }
      return !closed.signal.aborted && !response.destroyed
    },
    end(reason) {
      if (write(formatEvent('bye', { reason }))) response.end()
    },
    closed: closed.signal,
  }
}

/** Until all was taken, the client is gone, or it is time to look whether anything was. */
function somethingTaken(
  response: ServerResponse,
  { closed, patienceMs }: { closed: AbortSignal; patienceMs: number },
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const done = () => resolve()
  const timer = setTimeout(done, patienceMs)
  response.once('drain', done)
  closed.addEventListener('abort', done, { once: true })
  return promise.finally(() => {
    clearTimeout(timer)
    response.off('drain', done)
    closed.removeEventListener('abort', done)
  })
}

/** `Last-Event-ID` of a reconnecting browser wins over `?after=` of the address it first opened. */
export function readResumePosition(request: IncomingMessage): number | undefined {
  const header = request.headers['last-event-id']
  const text =
    typeof header === 'string' && header !== '' ? header : new URL(request.url ?? '/', 'http://local').searchParams.get('after')
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
