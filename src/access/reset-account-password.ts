// New passwords: by a one-time link that an admin makes and sends, or by whoever knows the present one.
import { type Ctx, type Tx, withTransaction } from '../platform/context.ts'
import { Conflict, Forbidden, NotFound, Unauthorized } from '../platform/errors.ts'
import type { Runtime } from '../platform/runtime.ts'
import { authorize } from './authorize.ts'
import { currentSession } from './current-session.ts'
import { hashPassword, verifyPassword } from './domain/password.ts'
import { hashToken, isToken, newToken } from './domain/tokens.ts'
import { wrongCredentials } from './log-in.ts'
import { openAccountSession, type Visitor } from './open-session.ts'
import { requireFreshPassword } from './require-fresh-password.ts'
import { belongsElsewhere, findMember } from './store/members.ts'
import { expirePasswordResets, findPasswordResetOwner, insertPasswordReset, takePasswordReset } from './store/password-resets.ts'
import { revokeSessionsOf } from './store/sessions.ts'
import { findAccount, lockAccount, updateAccount } from './store/users.ts'

const lifetimeMs = 86_400_000

/**
 * Whoever opens the link is that person everywhere, so an admin makes one only for people who belong to no other
 * workspace, and only an owner for owners. Whoever came in by the shared password may make it for everybody.
 */
export async function makePasswordReset(ctx: Ctx, userId: string): Promise<{ token: string; expiresAt: Date }> {
  authorize(ctx, 'member.manage')
  requireFreshPassword(ctx)
  const token = newToken('password_reset')
  const expiresAt = new Date(ctx.now.getTime() + lifetimeMs)
  await withTransaction(ctx, async (tx) => {
    const member = await findMember(tx.db, tx.workspaceId, userId)
    if (!member) throw new NotFound('member', userId)
    if (member.role === 'owner' && (tx.actor.type !== 'person' || tx.role !== 'owner'))
      throw new Forbidden('missing_role', 'Only an owner makes a password link for an owner.')
    if (!tx.session?.isShared && (await belongsElsewhere(tx.db, userId, tx.workspaceId)))
      throw new Conflict(
        'other_workspaces',
        'They belong to other workspaces too. Whoever has the shared password may make the link.',
      )
    await expirePasswordResets(tx.db, userId, tx.now)
    await insertPasswordReset(tx.db, { token_hash: hashToken(token), user_id: userId, created_at: tx.now, expires_at: expiresAt })
    tx.emit({ type: 'account.reset_link', subject: { type: 'user', id: userId }, payload: { name: member.display_name } })
  })
  return { token, expiresAt }
}

/** Sets the password, ends the person's sessions and opens a new one. Returns its token. */
export async function resetAccountPassword(
  runtime: Runtime,
  input: { token: string; password: string },
  visitor: Visitor,
): Promise<string> {
  const tokenHash = hashToken(input.token)
  const db = runtime.database.kysely
  const userId = isToken('password_reset', input.token)
    ? await findPasswordResetOwner(db, tokenHash, runtime.clock.now())
    : undefined
  if (!userId) throw invalidLink()
  const hash = await hashPassword(input.password)
  return openAccountSession(runtime, visitor, {
    userId,
    method: 'reset',
    check: async (tx) => {
      if ((await takePasswordReset(tx.db, tokenHash, tx.now)) !== userId) throw invalidLink()
      const account = await lockAccount(tx.db, userId)
      if (!account) throw invalidLink()
      await setPassword(tx, { userId, hash, name: account.display_name })
      return account
    },
  })
}

/** One's own. All other sessions end. */
export async function changeOwnPassword(ctx: Ctx, input: { currentPassword: string; password: string }): Promise<void> {
  const session = currentSession(ctx)
  if (session.isShared)
    throw new Conflict('shared_password', 'The shared password is changed on the machine: `dispatch reset-password`.')
  const account = await findAccount(ctx.db, ctx.actor.id)
  if (!account?.password_hash || !(await verifyPassword(input.currentPassword, account.password_hash)))
    throw wrongCredentials('The present password is another one.')
  const hash = await hashPassword(input.password)
  await withTransaction(ctx, async (tx) => {
    const locked = await lockAccount(tx.db, account.id)
    if (locked?.password_hash !== account.password_hash) throw wrongCredentials('The password was changed just now.')
    await setPassword(tx, { userId: account.id, hash, name: account.display_name, but: session.id })
  })
}

async function setPassword(tx: Tx, change: { userId: string; hash: string; name: string; but?: string }): Promise<void> {
  await updateAccount(tx.db, change.userId, { password_hash: change.hash })
  await expirePasswordResets(tx.db, change.userId, tx.now)
  const actor = { type: 'person' as const, id: change.userId, name: change.name }
  tx.emit({ type: 'account.password_changed', subject: { type: 'user', id: change.userId }, actor, payload: {} })
  for (const id of await revokeSessionsOf(tx.db, { userId: change.userId, but: change.but, now: tx.now }))
    tx.emit({ type: 'session.revoked', subject: { type: 'session', id }, actor, payload: { reason: 'password_changed' } })
}

function invalidLink(): Unauthorized {
  return new Unauthorized('invalid_link', 'This link was used before or is too old. Ask for another one.')
}
