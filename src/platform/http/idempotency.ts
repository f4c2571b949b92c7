// A POST that is sent again under the same Idempotency-Key is answered again and not done again, for 24 hours.
import { createHash } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { z } from 'zod'
import type { Ctx } from '../context.ts'
import { Conflict, Invalid, Unprocessable } from '../errors.ts'
import { newId } from '../ids.ts'
import type { AppEnv } from './app.ts'
import {
  claimKey,
  findKey,
  type KeptAnswer,
  type KeyedRequest,
  keepAnswer,
  markCommitted,
  releaseKey,
} from './store/idempotency.ts'

export const idempotencyLifetimeMs = 86_400_000
/**
 * A request that has neither committed nor ended by then was cut off with its process: the same request may run again. If
 * the first one is still at it after all, it can no longer commit.
 */
const abandonedAfterSeconds = 60
/** A change of many issues is about all of them; the first say enough. */
const maxSubjects = 10
const keptHeaders = ['content-type', 'location', 'etag']
/** These say something about the caller or the moment, not about the request: it deserves another try. */
const passingStatuses = new Set([401, 403, 408, 425, 429])

/** Runs after authentication, since keys belong to their caller. Other methods and requests without a key pass. */
export const honourIdempotencyKey: MiddlewareHandler<AppEnv> = async (c, next) => {
  const key = c.req.header('idempotency-key')
  if (key === undefined || c.req.method !== 'POST') return next()
  const request = await toKeyedRequest(c, key)
  const ctx = c.get('ctx')
  const expiredBefore = new Date(ctx.now.getTime() - idempotencyLifetimeMs)
  if (!(await claimKey(ctx.db, request, { expiredBefore, abandonedAfterSeconds }))) return repeatAnswer(c, request)
  c.set('ctx', { ...ctx, beforeCommit: markBeforeCommit(request) })
  await next()
  const { status } = c.res
  if (!isLasting(status) && (await releaseKey(ctx.db, request))) return
  // Something was committed and then it failed: no answer tells of it, and the key stays used.
  if (status >= 500) return
  await keepAnswer(ctx.db, request, await toKeptAnswer(c))
}

/** Every transaction of the request says so under its key, or does not happen. */
function markBeforeCommit(request: KeyedRequest): NonNullable<Ctx['beforeCommit']> {
  return async (db, subjects) => {
    const known = subjects.slice(0, maxSubjects).map(({ type, id }) => ({ type, id }))
    if (!(await markCommitted(db, request, known))) throw stillRunning()
  }
}

async function toKeyedRequest(c: Context<AppEnv>, key: string): Promise<KeyedRequest> {
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new Invalid([{ path: 'Idempotency-Key', message: 'must be 1 to 200 visible ASCII characters' }])
  }
  const { actor, workspaceId, now } = c.get('ctx')
  const { pathname, search } = new URL(c.req.url)
  return {
    actor: `${workspaceId} ${actor.type} ${actor.id}`,
    path: pathname + search,
    key,
    bodyHash: createHash('sha256')
      .update(await c.req.text())
      .digest('hex'),
    attempt: newId('try'),
    startedAt: now,
  }
}

async function repeatAnswer(c: Context<AppEnv>, request: KeyedRequest): Promise<Response> {
  const kept = await findKey(c.get('ctx').db, request)
  if (kept && kept.body_hash !== request.bodyHash) {
    throw new Unprocessable(
      'idempotency_mismatch',
      'This Idempotency-Key was used with another body. Use a new key for a new request.',
    )
  }
  if (kept?.state === 'committed') throw doneWithoutAnswer(kept.subjects)
  if (!kept || kept.state === 'running' || kept.status === null) throw stillRunning()
  if (kept.body === null) {
    throw new Conflict(
      'already_created',
      'It was created by the first request with this Idempotency-Key. Its secret is shown only once.',
    )
  }
  const headers = new Headers(z.record(z.string(), z.string()).parse(kept.headers))
  headers.set('idempotency-replayed', 'true')
  headers.set('x-request-id', c.get('requestId'))
  return new Response(kept.status === 204 ? null : kept.body, { status: kept.status, headers })
}

function stillRunning(): Conflict {
  return new Conflict('request_running', 'A request with this Idempotency-Key is still running. Ask again in a moment.')
}

const subjectsSchema = z.array(z.object({ type: z.string(), id: z.string() })).nullable()

/** The server stopped or failed between the work and its answer, or is just about to answer. */
function doneWithoutAnswer(stored: unknown): Conflict {
  const subjects = (subjectsSchema.parse(stored) ?? []).slice(0, maxSubjects)
  const [first] = subjects
  return new Conflict(
    'already_created',
    `The first request with this Idempotency-Key was carried out${first ? ` (${first.type} ${first.id})` : ''}, but its answer was not kept. ` +
      'It is not done again: read what it made, and use a new key for what is missing.',
    { subjects },
  )
}

async function toKeptAnswer(c: Context<AppEnv>): Promise<KeptAnswer> {
  const { status, headers } = c.res
  const isSecret = c.get('answerIsSecret') === true && status < 300
  return {
    status,
    headers: Object.fromEntries([...headers].filter(([name]) => keptHeaders.includes(name))),
    body: isSecret ? null : await c.res.clone().text(),
  }
}

function isLasting(status: number): boolean {
  return status < 500 && !passingStatuses.has(status)
}
