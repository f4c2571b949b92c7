// The first people of a workspace: whoever makes it, or those of another one.
import type { Tx } from '../platform/context.ts'
import { copyMembers, insertMember } from './store/members.ts'

/** For an account; whoever shares the password owns every workspace anyhow. */
export async function becomeOwner(tx: Tx): Promise<void> {
  if (tx.actor.type !== 'person' || tx.session?.isShared !== false) return
  const { id, name } = tx.actor
  await insertMember(tx.db, { workspace_id: tx.workspaceId, user_id: id, role: 'owner', created_at: tx.now })
  tx.emit({ type: 'member.added', subject: { type: 'user', id }, payload: { name, role: 'owner' } })
}

/** For a workspace that belongs to another one, as the demo does: its people come along as what they are there. */
export async function takeMembersAlong(tx: Tx, from: string): Promise<void> {
  await copyMembers(tx.db, { from, to: tx.workspaceId, now: tx.now })
}
