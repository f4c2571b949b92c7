// Invites somebody by their e-mail address. The link is for whoever invites to send: it is shown here and never again.
import type { Ctx, Role, Tx } from '../platform/context.ts'
import { withTransaction } from '../platform/context.ts'
import { Conflict, NotFound } from '../platform/errors.ts'
import { refuseOneMore } from '../platform/limits.ts'
import { authorize } from './authorize.ts'
import { hashToken, newToken } from './domain/tokens.ts'
import { requireFreshPassword } from './require-fresh-password.ts'
import {
  countOpenInvitations,
  findInvitation,
  type InvitationRow,
  insertInvitation,
  revokeInvitationRow,
  revokeInvitationsOf,
} from './store/invitations.ts'
import { findMembership } from './store/members.ts'
import { findAccountByEmail } from './store/users.ts'
import { lockWorkspace } from './store/workspaces.ts'

const lifetimeMs = 7 * 86_400_000

/** An open invitation of the same address is replaced. Throws Conflict `already_member`, `limit_exceeded`. */
export async function inviteMember(
  ctx: Ctx,
  input: { email: string; role: Role },
): Promise<{ row: InvitationRow; token: string }> {
  authorize(ctx, input.role === 'owner' ? 'owner.manage' : 'member.manage')
  requireFreshPassword(ctx)
  const token = newToken('invitation')
  const id = ctx.newId('inv')
  const row = await withTransaction(ctx, async (tx) => {
    await lockWorkspace(tx.db, tx.workspaceId) // two invitations of one address take turns
    await refuseMembers(tx, input.email)
    await replaceOpenOnes(tx, input.email)
    refuseOneMore('invitations', await countOpenInvitations(tx.db, tx.workspaceId, tx.now))
    await insertInvitation(tx.db, {
      id,
      workspace_id: tx.workspaceId,
      ...input,
      token_hash: hashToken(token),
      created_by: tx.actor,
      created_at: tx.now,
      expires_at: new Date(tx.now.getTime() + lifetimeMs),
    })
    tx.emit({ type: 'invitation.created', subject: { type: 'invitation', id }, payload: { ...input } })
    return findInvitation(tx.db, tx.workspaceId, id)
  })
  if (!row) throw new NotFound('invitation', id)
  return { row, token }
}

async function refuseMembers(tx: Tx, email: string): Promise<void> {
  const account = await findAccountByEmail(tx.db, email)
  if (account && (await findMembership(tx.db, account.id, tx.workspaceId)))
    throw new Conflict('already_member', 'Somebody with this e-mail address is a member already. Change their role instead.')
}

async function replaceOpenOnes(tx: Tx, email: string): Promise<void> {
  const replaced = await revokeInvitationsOf(tx.db, { workspaceId: tx.workspaceId, email, now: tx.now })
  for (const id of replaced)
    tx.emit({ type: 'invitation.revoked', subject: { type: 'invitation', id }, payload: { email, reason: 'replaced' } })
}

/** Throws NotFound for an invitation that is not open, or of another workspace. */
export async function revokeInvitation(ctx: Ctx, id: string): Promise<void> {
  authorize(ctx, 'member.manage')
  await withTransaction(ctx, async (tx) => {
    const row = await findInvitation(tx.db, tx.workspaceId, id)
    if (!row || !(await revokeInvitationRow(tx.db, { workspaceId: tx.workspaceId, id, now: tx.now })))
      throw new NotFound('invitation', id)
    const payload = { email: row.email, reason: 'revoked' }
    tx.emit({ type: 'invitation.revoked', subject: { type: 'invitation', id }, payload })
  })
}
