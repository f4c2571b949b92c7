// A refusal on a raw response, for what is served beside Hono.
import type { ServerResponse } from 'node:http'
import { AppError } from '../errors.ts'
import { newId } from '../ids.ts'
import type { Logger } from '../log.ts'
import { retryAfterOf, toAppError, toProblem } from './problem.ts'

export function answerProblem(log: Logger, response: ServerResponse, thrown: unknown): void {
  const requestId = newId('req')
  const known = toAppError(thrown)
  if (!known) log.error({ err: thrown, requestId }, 'request.failed')
  if (response.headersSent) return void response.destroy()
  const error =
    known ??
    new AppError(500, 'Internal Server Error', {
      code: 'internal_error',
      detail: 'Something failed on the server. The request id finds it in the log.',
    })
  const retryAfter = retryAfterOf(error)
  response.writeHead(error.status, {
    'content-type': 'application/problem+json',
    'x-request-id': requestId,
    ...(error.status === 401 && { 'www-authenticate': 'Bearer' }),
    ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
  })
  response.end(JSON.stringify(toProblem(error, requestId)))
}
