// Speaks to the API. Answers are checked against the schemas that the server itself answers by, and handed on as they came.
import { randomUUID } from 'node:crypto'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { z } from 'zod'
import { Unavailable, Upstream } from '../../platform/errors.ts'
import { toRefusal } from './problem.ts'
import { findServer, type ServerAddress } from './server.ts'

export type Query = Record<string, string | number | boolean | readonly string[] | undefined>

interface Request {
  query?: Query
  body?: unknown
  headers?: Record<string, string>
}

export interface StreamFrame {
  event: string
  data: unknown
  id: string | undefined
}

const timeoutMs = 60_000

export class ApiClient {
  readonly server: ServerAddress

  constructor(server: ServerAddress) {
    this.server = server
  }

  static async open(): Promise<ApiClient> {
    return new ApiClient(await findServer())
  }

  get<T>(path: string, shape: z.ZodType<T>, query?: Query): Promise<T> {
    return this.#ask('GET', path, shape, query ? { query } : {})
  }

  /** Sent again when the connection broke before the answer: the key makes it happen once. */
  async post<T>(path: string, shape: z.ZodType<T>, body: unknown = {}): Promise<T> {
    const request = { body, headers: { 'idempotency-key': randomUUID() } }
    return this.#ask('POST', path, shape, request).catch((error: unknown) => {
      if (!(error instanceof ConnectionBroke)) throw error
      return this.#ask('POST', path, shape, request)
    })
  }

  patch<T>(path: string, shape: z.ZodType<T>, body: unknown, headers: Record<string, string> = {}): Promise<T> {
    return this.#ask('PATCH', path, shape, { body, headers })
  }

  async delete(path: string): Promise<void> {
    await this.#send('DELETE', path, {})
  }

  /** Bytes, however long they take. */
  async download(path: string): Promise<ReadableStream<Uint8Array>> {
    const response = await this.#connect('POST', path, { body: {} })
    if (!response.ok || !response.body) throw toRefusal(response.status, await response.text())
    return response.body
  }

  /** Frames of an event stream until it ends. Throws `ConnectionBroke` when it does not end by itself. */
  async *stream(path: string, options: { after?: string | undefined; signal: AbortSignal }): AsyncGenerator<StreamFrame> {
    const { after, signal } = options
    const headers = { accept: 'text/event-stream', ...(after !== undefined && { 'last-event-id': after }) }
    const response = await this.#connect('GET', path, { headers }, signal)
    if (!response.ok || !response.body) throw toRefusal(response.status, await response.text())
    try {
      const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
      for await (const { event = 'message', data, id } of events) yield { event, data: JSON.parse(data), id }
    } catch (error) {
      if (signal.aborted) return
      throw new ConnectionBroke(this.server.url, error)
    }
  }

  async #ask<T>(method: string, path: string, shape: z.ZodType<T>, request: Request): Promise<T> {
    return checked(shape, await this.#send(method, path, request))
  }

  async #send(method: string, path: string, request: Request): Promise<unknown> {
    const response = await this.#connect(method, path, request, AbortSignal.timeout(timeoutMs))
    const text = await response.text().catch((error: unknown) => {
      throw new ConnectionBroke(this.server.url, error)
    })
    if (!response.ok) throw toRefusal(response.status, text)
    return readJson(text)
  }

  async #connect(method: string, path: string, request: Request, signal?: AbortSignal): Promise<Response> {
    const { query = {}, body, headers = {} } = request
    const url = new URL(path, this.server.url)
    for (const [name, value] of Object.entries(query))
      for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) url.searchParams.append(name, String(one))
    try {
      return await fetch(url, {
        method,
        redirect: 'error', // A redirect could carry the key elsewhere.
        headers: {
          authorization: `Bearer ${this.server.token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(signal && { signal }),
      })
    } catch (error) {
      throw describeUnreachable(this.server, error)
    }
  }
}

/** The server was there and went away. */
export class ConnectionBroke extends Upstream {
  constructor(url: string, cause?: unknown) {
    super('unreachable', `The connection to ${url} broke.`, cause)
  }
}

function describeUnreachable({ url, isLocal }: ServerAddress, error: unknown): Error {
  const code = codeOf(error)
  if (code === 'ECONNRESET' || code === 'UND_ERR_SOCKET') return new ConnectionBroke(url, error)
  if (isLocal) return new Unavailable('not_running', `No server answers at ${url}, where the last one ran.`)
  const reason = error instanceof Error && error.name === 'TimeoutError' ? 'no answer within a minute' : (code ?? 'no connection')
  return new Unavailable('unreachable', `${url} cannot be reached: ${reason}.`)
}

function codeOf(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined
  if (!(cause instanceof Error)) return undefined
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message
}

function readJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    throw toRefusal(502, text)
  }
}

/** The answer itself, not the schema's copy: members that a newer server added stay in what `--json` prints. */
function checked<T>(shape: z.ZodType<T>, answer: unknown): T {
  const parsed = shape.safeParse(answer)
  if (parsed.success) return answer as T
  const [first] = parsed.error.issues
  throw new Upstream(
    'other_version',
    `The server answered something that this version does not understand (${first?.path.join('.')}: ${first?.message}). ` +
      'Use the command line of the same version as the server.',
  )
}
