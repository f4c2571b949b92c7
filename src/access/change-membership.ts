// Changes what somebody is in the workspace, or ends it. One change at a time, so that two last owners cannot both go.
import type { Ctx, Role, Tx } from '../platform/context.ts'
import { withTransaction } from '../platform/context.ts'
import { Conflict, Forbidden, NotFound } from '../platform/errors.ts'
import { authorize } from './authorize.ts'
import { decideMembership } from './domain/decide-membership.ts'
import { requireFreshPassword } from './require-fresh-password.ts'
import { revokeInvitationsBy } from './store/invitations.ts'
import {
  belongsElsewhere,
  countOwners,
  deleteMember,
  findMember,
  findMembership,
  type MemberRow,
  updateRole,
} from './store/members.ts'
import { revokeSessionsOf } from './store/sessions.ts'
import { lockWorkspace } from './store/workspaces.ts'

/** Throws Conflict `last_owner`, Forbidden when an admin would decide about an owner. */
export async function changeRole(ctx: Ctx, change: { userId: string; role: Role }): Promise<MemberRow> {
  authorize(ctx, 'member.manage')
  requireFreshPassword(ctx)
  return withTransaction(ctx, async (tx) => {
    const member = await decide(tx, change.userId, change.role)
    if (member.role === change.role) return member
    await updateRole(tx.db, { workspaceId: tx.workspaceId, ...change })
    tx.emit({
      type: 'member.updated',
      subject: { type: 'user', id: member.id },
      payload: { name: member.display_name, changes: { role: [member.role, change.role] } },
    })
    if (change.role !== 'admin' && change.role !== 'owner') await withdrawInvitations(tx, member.id)
    return { ...member, role: change.role }
  })
}

/** Their access ends with the commit: every request looks, and open streams are told. Anybody may leave. */
export async function removeMember(ctx: Ctx, userId: string): Promise<void> {
  const isOwn = ctx.actor.type === 'person' && ctx.actor.id === userId
  authorize(ctx, isOwn ? 'member.read' : 'member.manage')
  if (!isOwn) requireFreshPassword(ctx)
  await withTransaction(ctx, async (tx) => {
    const member = await decide(tx, userId, undefined)
    await deleteMember(tx.db, tx.workspaceId, userId)
    tx.emit({
      type: 'member.removed',
      subject: { type: 'user', id: userId },
      payload: { name: member.display_name, role: member.role, reason: isOwn ? 'left' : 'removed' },
    })
    await withdrawInvitations(tx, userId)
    if (!(await belongsElsewhere(tx.db, userId, tx.workspaceId))) await endSessions(tx, userId)
  })
}

async function decide(tx: Tx, userId: string, to: Role | undefined): Promise<MemberRow> {
  await lockWorkspace(tx.db, tx.workspaceId)
  const member = await findMember(tx.db, tx.workspaceId, userId)
  if (!member) throw new NotFound('member', userId)
  const decision = decideMembership({
    by: await presentRole(tx),
    isOwn: tx.actor.type === 'person' && tx.actor.id === userId,
    from: member.role,
    to,
    owners: await countOwners(tx.db, tx.workspaceId),
  })
  if (decision.allowed) return member
  if (decision.code === 'last_owner') throw new Conflict(decision.code, decision.sentence)
  throw new Forbidden(decision.code, decision.sentence)
}

/** As of now, under the lock: whoever was demoted a moment ago decides nothing any more. A key is at most an admin. */
async function presentRole(tx: Tx): Promise<Role> {
  if (tx.actor.type !== 'person') return tx.actor.type === 'key' ? 'admin' : 'owner'
  if (tx.session?.isShared !== false) return tx.role ?? 'viewer'
  return (await findMembership(tx.db, tx.actor.id, tx.workspaceId))?.role ?? 'viewer'
}

/** Links that they made could bring them back. */
async function withdrawInvitations(tx: Tx, userId: string): Promise<void> {
  for (const id of await revokeInvitationsBy(tx.db, { workspaceId: tx.workspaceId, userId, now: tx.now }))
    tx.emit({ type: 'invitation.revoked', subject: { type: 'invitation', id }, payload: { reason: 'inviter_left' } })
}

async function endSessions(tx: Tx, userId: string): Promise<void> {
  for (const id of await revokeSessionsOf(tx.db, { userId, now: tx.now }))
    tx.emit({ type: 'session.revoked', subject: { type: 'session', id }, payload: { reason: 'member_removed' } })
}
