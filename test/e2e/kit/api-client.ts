// Speaks to the API of a running server as a program with a key does.

export interface Answer<T = unknown> {
  status: number
  headers: Headers
  /** Parsed where it is JSON, else the text. */
  body: T
}

export interface CallOptions {
  /** Null: none at all. */
  key?: string | null
  headers?: Record<string, string>
  timeoutMs?: number
}

/** What every refusal looks like. */
export interface Problem {
  status: number
  code: string
  title: string
  detail: string
  request_id: string
  [extra: string]: unknown
}

export class ApiClient {
  readonly #origin: () => string
  readonly #key: string

  constructor(origin: () => string, key: string) {
    this.#origin = origin
    this.#key = key
  }

  /** Any answer, refusals too. `body` is sent as JSON; strings and bytes go as they are. */
  async call<T = unknown>(method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<Answer<T>> {
    const { key = this.#key, headers = {}, timeoutMs = 30_000 } = options
    const response = await fetch(new URL(path, this.#origin()), {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        ...(key !== null && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: toBody(body) }),
    })
    return { status: response.status, headers: response.headers, body: readBody(response, await response.text()) as T }
  }

  get<T = unknown>(path: string): Promise<T> {
    return this.#succeed<T>('GET', path)
  }

  post<T = unknown>(path: string, body?: unknown): Promise<T> {
    return this.#succeed<T>('POST', path, body ?? {})
  }

  patch<T = unknown>(path: string, body: unknown): Promise<T> {
    return this.#succeed<T>('PATCH', path, body)
  }

  async #succeed<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.call<T>(method, path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
}

function toBody(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (body instanceof Uint8Array) return new Uint8Array(body)
  return typeof body === 'string' ? body : JSON.stringify(body)
}

function readBody(response: Response, text: string): unknown {
  return /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text
}
