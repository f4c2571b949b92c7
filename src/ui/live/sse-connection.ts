// One server-sent event stream over fetch: resumes after the last id, notices silence, says when it is refused.
import { createParser } from 'eventsource-parser'

export interface SseMessage {
  /** The position in the log; null for frames that are no part of it (`hello`, `reset`, `bye`). */
  id: number | null
  event: string
  data: unknown
}

export interface SseOptions {
  /** The address for the messages after that position; null: from now on. */
  url(after: number | null): string
  after: number | null
  onMessage(message: SseMessage): void
  onState(state: 'connecting' | 'open' | 'offline'): void
  /** The server answered with an error: true tries again later, false gives up. */
  onRefused(status: number): boolean | Promise<boolean>
}

const silenceMs = 40_000
const backoffMs = [250, 1000, 2000, 5000, 10_000]

/** Opens the stream and keeps it open until `close`. */
export function openSse(options: SseOptions): { close(): void } {
  const lifetime = new AbortController()
  void keepOpen(options, lifetime.signal)
  return { close: () => lifetime.abort() }
}

async function keepOpen(options: SseOptions, lifetime: AbortSignal): Promise<void> {
  let after = options.after
  let failures = 0
  while (!lifetime.aborted) {
    options.onState('connecting')
    const end = await readOnce(options, lifetime, after, (message) => {
      failures = 0
      if (message.id !== null) after = message.id
    })
    if (lifetime.aborted) return
    if (typeof end === 'number' && !(await options.onRefused(end))) return
    options.onState('offline')
    await pause(backoffMs[Math.min(failures, backoffMs.length - 1)] ?? 10_000, lifetime)
    failures += 1
  }
}

/** Reads until the stream ends. Returns the status if the server refused, else undefined. */
async function readOnce(
  options: SseOptions,
  lifetime: AbortSignal,
  after: number | null,
  seen: (message: SseMessage) => void,
): Promise<number | undefined> {
  const attempt = new AbortController()
  const stop = () => attempt.abort()
  lifetime.addEventListener('abort', stop)
  let silence = setTimeout(stop, silenceMs)
  try {
    const headers = { accept: 'text/event-stream', ...(after !== null && { 'last-event-id': String(after) }) }
    const response = await fetch(options.url(after), { headers, signal: attempt.signal, cache: 'no-store' })
    if (!response.ok || !response.body) return response.status
    options.onState('open')
    const parser = createParser({
      onEvent: ({ id, event, data }) => {
        const message = { id: id === undefined ? null : Number(id), event: event ?? 'message', data: parseData(data) }
        seen(message)
        options.onMessage(message)
      },
    })
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      clearTimeout(silence)
      silence = setTimeout(stop, silenceMs)
      parser.feed(chunk.value)
    }
    return undefined
  } catch {
    // Cut off or unreachable: both are mended by the next attempt.
    return undefined
  } finally {
    clearTimeout(silence)
    lifetime.removeEventListener('abort', stop)
  }
}

function parseData(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Waits, but not past the end, and not longer than the network is away. */
function pause(ms: number, lifetime: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      window.removeEventListener('online', done)
      lifetime.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    window.addEventListener('online', done)
    lifetime.addEventListener('abort', done)
  })
}
