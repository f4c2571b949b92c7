// Ends a session: one's own, or that of somebody in the workspace who is no more than oneself.
import type { Ctx } from '../platform/context.ts'
import { withTransaction } from '../platform/context.ts'
import { Forbidden, NotFound } from '../platform/errors.ts'
import { authorize } from './authorize.ts'
import { hasRole } from './domain/permissions.ts'
import { findSessionOf, type LiveSessionRow, revokeSession as revokeSessionRow } from './store/sessions.ts'

/** Throws NotFound when it is not alive, or of nobody here; Forbidden for an owner's, unless an owner asks. */
export async function revokeSession(ctx: Ctx, id: string): Promise<void> {
  authorize(ctx, 'session.end')
  const session = await findSessionOf(ctx.db, { id, workspaceId: ctx.workspaceId, now: ctx.now })
  if (!session || !isVisible(ctx, session)) throw new NotFound('session', id)
  if (!mayEnd(ctx, session)) throw new Forbidden('missing_role', 'Only an owner ends the session of an owner.')
  if (!(await endSession(ctx, id, 'revoked'))) throw new NotFound('session', id)
}

export async function logOut(ctx: Ctx): Promise<void> {
  if (ctx.session) await endSession(ctx, ctx.session.id, 'logged_out')
}

/** Admins see the sessions of the workspace, others their own. */
export function seesAllSessions(ctx: Ctx): boolean {
  return ctx.actor.type !== 'person' || (ctx.role !== undefined && hasRole(ctx.role, 'admin'))
}

function isVisible(ctx: Ctx, session: LiveSessionRow): boolean {
  return session.user_id === ctx.actor.id || seesAllSessions(ctx)
}

/** Owners' sessions are for owners. A key with the scope admin ends what the shared password opened, as it always could. */
function mayEnd(ctx: Ctx, session: LiveSessionRow): boolean {
  if (session.user_id === ctx.actor.id) return true
  if (ctx.actor.type !== 'person') return session.role !== 'owner'
  return ctx.role !== undefined && hasRole(ctx.role, session.role ?? 'owner')
}

async function endSession(ctx: Ctx, id: string, reason: 'revoked' | 'logged_out'): Promise<boolean> {
  return withTransaction(ctx, async (tx) => {
    const wasAlive = await revokeSessionRow(tx.db, id, tx.now)
    if (wasAlive) tx.emit({ type: 'session.revoked', subject: { type: 'session', id }, payload: { reason } })
    return wasAlive
  })
}
