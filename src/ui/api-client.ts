// The one way to the API: JSON in, JSON out, every refusal an ApiProblem. Knows about expired sessions and asked-for passwords.
import { ApiProblem, isProblem } from './api-problem.ts'
import { askForPassword, sessionState } from './session-state.ts'

type QueryValue = string | number | boolean | null | undefined | readonly string[]

export interface ApiRequest {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  query?: Record<string, QueryValue>
  body?: unknown
  /** The revision that the edit was made on. */
  ifMatch?: string | number | undefined
  idempotencyKey?: string | undefined
  signal?: AbortSignal | undefined
}

/** The answer's JSON. The server validates what it sends with the schema that T was inferred from. */
export async function api<T>(path: string, request: ApiRequest = {}): Promise<T> {
  try {
    return await send<T>(path, request)
  } catch (error) {
    if (isProblem(error, 'password_required') && (await askForPassword(error.detail))) return send<T>(path, request)
    throw error
  }
}

/** Path and query as they go over the wire; absent values are left out, lists repeat their key. */
export function apiUrl(path: string, query: Record<string, QueryValue> = {}): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === '') continue
    for (const item of Array.isArray(value) ? value : [value]) search.append(key, String(item))
  }
  const text = search.toString()
  return text ? `${path}?${text}` : path
}

async function send<T>(path: string, request: ApiRequest): Promise<T> {
  const response = await fetchOrProblem(apiUrl(path, request.query), {
    method: request.method ?? 'GET',
    headers: headersOf(request),
    credentials: 'same-origin',
    ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
    ...(request.signal && { signal: request.signal }),
  })
  if (!response.ok) throw await toProblem(response, path)
  return parseBody<T>(response)
}

function headersOf(request: ApiRequest): Record<string, string> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (request.body !== undefined) headers['content-type'] = 'application/json'
  if (request.ifMatch !== undefined) headers['if-match'] = `"${request.ifMatch}"`
  if (request.idempotencyKey) headers['idempotency-key'] = request.idempotencyKey
  return headers
}

async function fetchOrProblem(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiProblem(0, { code: 'unreachable', title: 'No answer' })
  }
}

async function toProblem(response: Response, path: string): Promise<ApiProblem> {
  const retryAfter = Number(response.headers.get('retry-after'))
  const members = await response.json().catch(() => ({}))
  // A wrong password is no lost session.
  if (response.status === 401 && !path.startsWith('/api/auth/')) sessionState.set('expired')
  return new ApiProblem(response.status, members, Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null)
}

/** 202 and 204 may have no body; the callers that expect none ask for `void`. */
async function parseBody<T>(response: Response): Promise<T> {
  const text = await response.text()
  return (text ? JSON.parse(text) : undefined) as T
}
