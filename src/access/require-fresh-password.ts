// What could give an installation away asks a person for the password again after 12 hours.
import type { Ctx } from '../platform/context.ts'
import { Forbidden } from '../platform/errors.ts'

const freshForMs = 12 * 3_600_000

/** Throws Forbidden `password_required` for a person whose password was last asked for too long ago. Keys have none. */
export function requireFreshPassword(ctx: Ctx): void {
  if (!isPasswordFresh(ctx)) throw new Forbidden('password_required', 'Enter the password again: POST /api/auth/confirm.')
}

export function isPasswordFresh(ctx: Ctx): boolean {
  if (ctx.actor.type !== 'person') return true
  return ctx.session !== undefined && ctx.now.getTime() - ctx.session.confirmedAt.getTime() <= freshForMs
}
