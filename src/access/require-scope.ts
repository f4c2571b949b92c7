// The guard before a route: finds out who asks, and whether any of the named scopes is held.
import type { Context, MiddlewareHandler } from 'hono'
import type { Scope } from '../platform/context.ts'
import { Forbidden } from '../platform/errors.ts'
import type { AppEnv } from '../platform/http/app.ts'
import { honourIdempotencyKey } from '../platform/http/idempotency.ts'
import { authenticateRequest } from './authenticate.ts'
import { hasScope } from './domain/permissions.ts'
import { toIncomingRequest } from './incoming-request.ts'

type Scopes = [Scope, ...Scope[]]

/**
 * Sets `ctx` for callers that hold one of the scopes; `admin` always suffices, `write` and `agent` keys may `read`.
 * Only routes that name `agent` let the tokens of runs in. A POST honours its Idempotency-Key.
 */
export function requireScope(...scopes: Scopes): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    await identify(c, scopes)
    return honourIdempotencyKey(c, next)
  }
}

/** The same for a body with a password in it, of which not even a hash may be kept to know it again. */
export function requireScopeUnkeyed(...scopes: Scopes): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    await identify(c, scopes)
    return next()
  }
}

async function identify(c: Context<AppEnv>, scopes: Scopes): Promise<void> {
  const ctx = await authenticateRequest(c.get('runtime'), toIncomingRequest(c))
  if (!hasScope(ctx.scopes, scopes)) throw new Forbidden('missing_scope', `This needs the scope ${scopes.join(' or ')}.`)
  c.set('ctx', ctx)
}
