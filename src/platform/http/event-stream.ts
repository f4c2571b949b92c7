// Server-Sent Events on a raw response: one shared buffer for many clients, slow clients dropped instead of buffered.
import type { IncomingMessage, ServerResponse } from 'node:http'

/** A client that leaves this much unread is gone or too slow; it resumes from its last event when it comes back. */
const maxUnreadBytes = 1_048_576
const heartbeatMs = 15_000

/** One frame; `id` only for what a client may resume from. */
export function formatEvent(event: string, data: unknown, id?: number): Buffer {
  return Buffer.from(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
}

export interface EventStream {
  /** False once the client is gone, or was dropped because it did not read. */
  write(frame: Buffer): boolean
  /** Ends after an `event: bye` with the reason. */
  end(reason: string): void
  readonly closed: AbortSignal
}

/** Answers 200 and keeps the response open, with a comment line every 15 s. `closed` is aborted already when the client has left. */
export function openEventStream(response: ServerResponse): EventStream {
  const closed = new AbortController()
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
    connection: 'keep-alive',
  })
  response.flushHeaders()
  response.socket?.setNoDelay(true)
  const heartbeat = setInterval(() => write(Buffer.from(':\n\n')), heartbeatMs)
  const close = () => {
    clearInterval(heartbeat)
    closed.abort()
  }
  response.on('close', close)
  response.on('error', () => closed.abort())
  // A client may be gone before there was anything to answer; then nothing tells of it any more.
  if (response.closed || response.destroyed) close()
  const write = (frame: Buffer): boolean => {
    if (closed.signal.aborted || response.writableEnded) return false
    response.write(frame)
    if (response.writableLength <= maxUnreadBytes) return true
    response.destroy()
    return false
  }
  return {
    write,
    end(reason) {
      if (write(formatEvent('bye', { reason }))) response.end()
    },
    closed: closed.signal,
  }
}

/** `Last-Event-ID` of a reconnecting browser wins over `?after=` of the address it first opened. */
export function readResumePosition(request: IncomingMessage): number | undefined {
  const header = request.headers['last-event-id']
  const text =
    typeof header === 'string' && header !== '' ? header : new URL(request.url ?? '/', 'http://local').searchParams.get('after')
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
