// A client of the live stream that remembers every event, when it came, and whether the numbers are whole.
import { createParser } from 'eventsource-parser'
import type { Card } from '#src/issues/schemas.ts'
import { waitFor } from './wait-for.ts'

export interface BoardEvent {
  /** Null for frames that no client resumes from: hello, reset, bye. */
  seq: number | null
  type: string
  data: {
    position?: number
    reason?: string
    issue_id?: string | null
    run_id?: string | null
    issue?: Card | null
    changes?: Record<string, [unknown, unknown]>
    actor?: { type: string; id: string; name: string }
  }
  receivedAt: number
}

export interface StreamOptions {
  key?: string
  cookie?: string
  /** Where to go on. */
  lastEventId?: number
}

export class BoardStream {
  readonly events: BoardEvent[] = []
  status = 0
  /** The server ended it, or the connection broke. */
  isOver = false
  readonly #abort = new AbortController()

  /** Resolves when the server has answered and said hello. */
  static async open(origin: string, options: StreamOptions): Promise<BoardStream> {
    const stream = new BoardStream()
    await stream.#connect(origin, options)
    if (stream.status === 200) await stream.waitFor((event) => event.type === 'hello', { what: 'the stream to say hello' })
    return stream
  }

  get seqs(): number[] {
    return this.events.flatMap((event) => event.seq ?? [])
  }

  get lastSeq(): number | undefined {
    return this.seqs.at(-1)
  }

  /** An event that came already, or that comes in time. */
  waitFor(isWanted: (event: BoardEvent) => boolean, waiting: { what: string; timeoutMs?: number }): Promise<BoardEvent> {
    return waitFor(() => this.events.find(isWanted), { everyMs: 5, ...waiting })
  }

  /** Places where a number is missing, repeated or out of order; none is right. */
  breaks(after?: number): string[] {
    const before = after === undefined ? this.seqs : [after, ...this.seqs]
    return before.slice(1).flatMap((seq, index) => (seq === (before[index] ?? 0) + 1 ? [] : [`${before[index]} → ${seq}`]))
  }

  close(): void {
    this.#abort.abort()
  }

  async #connect(origin: string, { key, cookie, lastEventId }: StreamOptions): Promise<void> {
    const response = await fetch(new URL('/api/board/stream', origin), {
      signal: this.#abort.signal,
      headers: {
        accept: 'text/event-stream',
        ...(key && { authorization: `Bearer ${key}` }),
        ...(cookie && { cookie }),
        ...(lastEventId !== undefined && { 'last-event-id': String(lastEventId) }),
      },
    })
    this.status = response.status
    if (!response.ok || !response.body) {
      this.isOver = true
      return
    }
    void this.#read(response.body)
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const parser = createParser({
      onEvent: ({ id, event = 'message', data }) =>
        this.events.push({
          seq: id === undefined ? null : Number(id),
          type: event,
          data: JSON.parse(data),
          receivedAt: Date.now(),
        }),
    })
    const decoder = new TextDecoder()
    try {
      for await (const chunk of body) parser.feed(decoder.decode(chunk, { stream: true }))
    } catch {
      // Cut off, by us or by a killed server; what had arrived stays.
    } finally {
      this.isOver = true
    }
  }
}
