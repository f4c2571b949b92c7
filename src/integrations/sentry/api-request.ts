// One request to Sentry's API: bounded in time and size, never following a redirect, its failures values without the token.
import type { Outage } from './outage.ts'

export interface SentryApi {
  /** `https://sentry.io`, or wherever Sentry is hosted. */
  baseUrl: string
  /** Undefined: nothing can be asked. */
  token: string | undefined
  fetch: typeof fetch
  timeoutMs: number
  /** Machine time, in milliseconds: until then it asked to be left alone. */
  restsUntil?: number
  outage: Outage
}

export type SentryFailure =
  | 'no_token'
  | 'not_found'
  | 'unauthorized'
  | 'rate_limited'
  | 'timeout'
  | 'unreachable'
  | 'server_error'
  | 'bad_answer'

/** What came of asking: an answer, or why there is none, in a sentence for people. */
export type Answer<T> = { ok: true; value: T } | { ok: false; reason: SentryFailure; sentence: string }

export interface ApiCall {
  method?: 'GET' | 'PUT'
  /** Below `/api/0/`, with its query. */
  path: string
  body?: unknown
  signal?: AbortSignal | undefined
}

export interface ApiReply {
  json: unknown
  /** The cursor of the next page, if there is one. */
  nextCursor: string | null
}

const MAX_BYTES = 10 * 1024 * 1024

/** Asks Sentry's API. Never throws but when `signal` is aborted by the caller. */
export async function askSentry(api: SentryApi, call: ApiCall): Promise<Answer<ApiReply>> {
  if (!api.token) return failure('no_token', 'SENTRY_API_TOKEN is not set, so Sentry cannot be asked.')
  if (Date.now() < (api.restsUntil ?? 0)) return failure('rate_limited', slowDown)
  if (api.outage.isResting()) return failure('server_error', 'Sentry failed several times and is left alone for a moment.')
  const answer = await askOnce(api, call)
  if (!answer.ok && isOutage.has(answer.reason)) api.outage.noteFailure()
  else api.outage.noteAnswer()
  return answer
}

/** Nobody would hear another answer who asks about something else. */
const isOutage = new Set<SentryFailure>(['server_error', 'timeout', 'unreachable'])

async function askOnce(api: SentryApi, call: ApiCall): Promise<Answer<ApiReply>> {
  const timeout = AbortSignal.timeout(api.timeoutMs)
  try {
    const response = await send(api, call, timeout)
    const text = await readText(response)
    if (response.ok) return reply(response, text)
    const seconds = secondsToRest(response)
    if (seconds !== null) api.restsUntil = Date.now() + seconds * 1_000
    return refused(response.status, seconds !== null)
  } catch (error) {
    call.signal?.throwIfAborted()
    if (timeout.aborted) return failure('timeout', `Sentry did not answer within ${Math.ceil(api.timeoutMs / 1_000)} s.`)
    if (error instanceof AnswerTooLong) return failure('bad_answer', 'The answer of Sentry is too long.')
    return failure('unreachable', `Sentry cannot be reached at ${new URL(api.baseUrl).host}.`)
  }
}

/** Asks, and reads the answer; what `read` does not understand is a bad answer. */
export async function askFor<T>(api: SentryApi, call: ApiCall, read: (json: unknown) => T | null): Promise<Answer<T>> {
  const answer = await askSentry(api, call)
  if (!answer.ok) return answer
  const value = read(answer.value.json)
  return value === null
    ? { ok: false, reason: 'bad_answer', sentence: 'Sentry answered something unexpected.' }
    : { ok: true, value }
}

function send(api: SentryApi, { method = 'GET', path, body, signal }: ApiCall, timeout: AbortSignal): Promise<Response> {
  return api.fetch(new URL(`/api/0/${path}`, api.baseUrl), {
    method,
    redirect: 'manual', // A redirect could carry the token elsewhere.
    headers: {
      authorization: `Bearer ${api.token}`,
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  })
}

class AnswerTooLong extends Error {}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength
    if (length > MAX_BYTES) throw new AnswerTooLong()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function reply(response: Response, text: string): Answer<ApiReply> {
  try {
    return { ok: true, value: { json: JSON.parse(text), nextCursor: nextCursor(response.headers.get('link')) } }
  } catch {
    return failure('bad_answer', 'Sentry answered something that is no JSON.')
  }
}

// Sentry always names a next page; `results` says whether anything is on it.
function nextCursor(link: string | null): string | null {
  const next = link?.split(',').find((part) => part.includes('rel="next"') && part.includes('results="true"'))
  return /cursor="([^"]{1,100})"/.exec(next ?? '')?.[1] ?? null
}

const slowDown = 'Sentry asks to slow down.'

/** Nobody is left alone for longer, whatever it says. */
const longestRest = 3_600

/** What a refusal says about when to come again: in seconds, as a date, or as the end of Sentry's own count. */
function secondsToRest({ status, headers }: Response): number | null {
  if (status !== 429 && status !== 403 && status !== 503) return null
  const after = headers.get('retry-after')
  const reset = headers.get('x-sentry-rate-limit-remaining') === '0' ? headers.get('x-sentry-rate-limit-reset') : null
  const until = after !== null && !/^\d+$/.test(after) ? Date.parse(after) : Number(reset ?? Number.NaN) * 1_000
  const seconds = after !== null && /^\d+$/.test(after) ? Number(after) : Math.ceil((until - Date.now()) / 1_000)
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, longestRest) : null
}

function refused(status: number, saysWhen: boolean): Answer<never> {
  if (status === 403 && saysWhen) return failure('rate_limited', slowDown)
  if (status === 401 || status === 403)
    return failure(
      'unauthorized',
      `Sentry refuses SENTRY_API_TOKEN (${status}): it needs event:read, project:read and, to resolve issues, event:write.`,
    )
  if (status === 404) return failure('not_found', 'Sentry does not know it, or the token may not see it.')
  if (status === 429) return failure('rate_limited', slowDown)
  if (status >= 500) return failure('server_error', `Sentry answered ${status}.`)
  return failure('bad_answer', `Sentry answered ${status}.`)
}

function failure(reason: SentryFailure, sentence: string): Answer<never> {
  return { ok: false, reason, sentence }
}
