// Ends a session: one's own by logging out, or any of the installation's.
import type { Ctx } from '../platform/context.ts'
import { withTransaction } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import { authorize } from './authorize.ts'
import { revokeSession as revokeSessionRow } from './store/sessions.ts'

/** Everybody shares one password, so everybody may end every session. Throws NotFound when it is not alive. */
export async function revokeSession(ctx: Ctx, id: string): Promise<void> {
  authorize(ctx, 'key.manage')
  if (!(await endSession(ctx, id, 'revoked'))) throw new NotFound('session', id)
}

export async function logOut(ctx: Ctx): Promise<void> {
  if (ctx.session) await endSession(ctx, ctx.session.id, 'logged_out')
}

async function endSession(ctx: Ctx, id: string, reason: 'revoked' | 'logged_out'): Promise<boolean> {
  return withTransaction(ctx, async (tx) => {
    const wasAlive = await revokeSessionRow(tx.db, id, tx.now)
    if (wasAlive) tx.emit({ type: 'session.revoked', subject: { type: 'session', id }, payload: { reason } })
    return wasAlive
  })
}
