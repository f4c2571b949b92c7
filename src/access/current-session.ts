// The session of the caller, for what only people in a browser do.
import type { Ctx, SessionFacts } from '../platform/context.ts'
import { Forbidden } from '../platform/errors.ts'

/** Throws Forbidden for keys and runs. */
export function currentSession(ctx: Ctx): SessionFacts {
  if (!ctx.session) throw new Forbidden('not_a_session', 'This is for people who logged in; an API key has no session.')
  return ctx.session
}
