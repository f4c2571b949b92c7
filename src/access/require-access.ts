// The guard before a route: finds out who asks, and whether they may do what the route does.
import type { Context, MiddlewareHandler } from 'hono'
import type { AppEnv } from '../platform/http/app.ts'
import { honourIdempotencyKey } from '../platform/http/idempotency.ts'
import { authenticateRequest } from './authenticate.ts'
import { authorize } from './authorize.ts'
import type { Action } from './domain/permissions.ts'
import { toIncomingRequest } from './incoming-request.ts'

/**
 * Sets `ctx` for callers that may do the action, as the table in domain/permissions.ts says; the command asks again where
 * the answer depends on the issue. The tokens of runs pass no route. A POST honours its Idempotency-Key.
 */
export function requireAccess(action: Action): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    await admit(c, action)
    return honourIdempotencyKey(c, next)
  }
}

/** The same for a body with a password in it, of which not even a hash may be kept to know it again. */
export function requireAccessUnkeyed(action: Action): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    await admit(c, action)
    return next()
  }
}

async function admit(c: Context<AppEnv>, action: Action): Promise<void> {
  const ctx = await authenticateRequest(c.get('runtime'), toIncomingRequest(c))
  authorize(ctx, action)
  c.set('ctx', ctx)
}
