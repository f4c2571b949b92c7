// A POST that is sent again under the same Idempotency-Key is answered again and not done again, for 24 hours.
import { createHash } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { z } from 'zod'
import { Conflict, Invalid, Unprocessable } from '../errors.ts'
import type { AppEnv } from './app.ts'
import { claimKey, findKey, type KeptAnswer, type KeyedRequest, keepAnswer, releaseKey } from './store/idempotency.ts'

export const idempotencyLifetimeMs = 86_400_000
/** A request that has not ended by then was cut off with its process: the same request may run again. */
const abandonedAfterMs = 60_000
const keptHeaders = ['content-type', 'location', 'etag']
/** These say something about the caller or the moment, not about the request: it deserves another try. */
const passingStatuses = new Set([401, 403, 408, 425, 429])

/** Runs after authentication, since keys belong to their caller. Other methods and requests without a key pass. */
export const honourIdempotencyKey: MiddlewareHandler<AppEnv> = async (c, next) => {
  const key = c.req.header('idempotency-key')
  if (key === undefined || c.req.method !== 'POST') return next()
  const request = await toKeyedRequest(c, key)
  const { db, now } = c.get('ctx')
  const limits = {
    expiredBefore: new Date(now.getTime() - idempotencyLifetimeMs),
    abandonedBefore: new Date(now.getTime() - abandonedAfterMs),
  }
  if (!(await claimKey(db, request, limits))) return repeatAnswer(c, request)
  await next()
  if (!isLasting(c.res.status)) return releaseKey(db, request)
  await keepAnswer(db, request, await toKeptAnswer(c))
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
  if (!kept || kept.state === 'running' || kept.status === null) {
    throw new Conflict('request_running', 'The first request with this Idempotency-Key is still running. Ask again in a moment.')
  }
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
