// Errors as application/problem+json (RFC 9457). A failure of our own shows its request id and nothing of the inside.
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { ZodError } from 'zod'
import {
  AppError,
  Conflict,
  databaseErrorOf,
  Invalid,
  LimitExceeded,
  Malformed,
  NotJson,
  ReferenceChanged,
  Unavailable,
} from '../errors.ts'
import type { AppEnv } from './app.ts'

export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  code: string
  request_id: string
  [member: string]: unknown
}

/** The refusal that an error stands for; undefined when it is a failure of our own. */
export function toAppError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error
  if (error instanceof ZodError)
    return new Invalid(error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })))
  if (error instanceof HTTPException && error.status === 400) return new Malformed('The body is not valid JSON.')
  if (error instanceof HTTPException && error.status === 415) return new NotJson()
  return fromDatabase(error)
}

/** When to ask again, where the refusal knows. */
export function retryAfterOf(error: AppError): string | undefined {
  const seconds = error instanceof LimitExceeded || error instanceof Unavailable ? error.retryAfterSeconds : undefined
  return seconds === undefined ? undefined : String(seconds)
}

/** What the database refused because of what the caller sent, or because somebody else was faster. */
function fromDatabase(error: unknown): AppError | undefined {
  const refusal = databaseErrorOf(error)
  // PostgreSQL's text holds every character but NUL.
  if (refusal?.code === '22021' || refusal?.code === '22P05')
    return new Invalid([{ path: '', message: 'text may not contain NUL characters' }])
  if (refusal?.constraint === 'dispatch_issue_close_gate') {
    return new Conflict('close_gate', 'This issue came from an error: it is done by a verified fix or a recorded reason.', {
      reason: 'reason_missing',
    })
  }
  if (refusal?.code === '23503') return new ReferenceChanged()
  if (refusal?.code === '40001' || refusal?.code === '40P01')
    return new Conflict('busy', 'Others changed the same things in the same moment, again and again. Repeat the request.')
  return undefined
}

export function toProblem(error: AppError, requestId: string): Problem {
  return {
    type: `about:blank#${error.code}`,
    title: error.title,
    status: error.status,
    detail: error.detail,
    code: error.code,
    request_id: requestId,
    ...error.extra,
  }
}

const internal = new AppError(500, 'Internal Server Error', {
  code: 'internal_error',
  detail:
    'Something failed on the server. Look whether the change was made before you repeat it. The request id finds it in the log.',
})

export function problemResponse(c: Context<AppEnv>, thrown: unknown): Response {
  const requestId = c.get('requestId')
  const error = toAppError(thrown) ?? internal
  if (error === internal)
    c.get('runtime').log.error({ err: thrown, requestId, method: c.req.method, path: c.req.path }, 'request.failed')
  const headers: Record<string, string> = { 'content-type': 'application/problem+json', 'x-request-id': requestId }
  const retryAfter = retryAfterOf(error)
  if (retryAfter !== undefined) headers['retry-after'] = retryAfter
  if (error.status === 401) headers['www-authenticate'] = 'Bearer'
  return new Response(c.req.method === 'HEAD' ? null : JSON.stringify(toProblem(error, requestId)), {
    status: error.status,
    headers,
  })
}
