// Ends a workspace: everything in it is gone for everyone, its keys are dead, and its people work elsewhere.
import type { Ctx, Tx } from '../platform/context.ts'
import { withTransaction } from '../platform/context.ts'
import { Conflict, Invalid, NotFound } from '../platform/errors.ts'
import { authorize } from './authorize.ts'
import { requireFreshPassword } from './require-fresh-password.ts'
import { revokeApiKeysOf } from './store/api-keys.ts'
import { leaveWorkspace } from './store/sessions.ts'
import { lockWorkspace, markWorkspaceDeleted, type WorkspaceRow } from './store/workspaces.ts'

export interface WorkspaceDeletion {
  /** The name, typed by whoever wants it gone. */
  confirm: string
  /** Throws while something in it still goes on. Runs under the lock that also holds every start. */
  refuseWhileBusy(tx: Tx): Promise<void>
}

/** Nothing is erased: the rows stay, and no way leads to them. Throws Invalid for another name, Conflict where it may not be. */
export async function deleteWorkspace(ctx: Ctx, { confirm, refuseWhileBusy }: WorkspaceDeletion): Promise<void> {
  authorize(ctx, 'workspace.delete')
  requireFreshPassword(ctx)
  await withTransaction(ctx, async (tx) => {
    const row = await lockWorkspace(tx.db, tx.workspaceId)
    if (!row) throw new NotFound('workspace', tx.workspaceId)
    refuseIfNeeded(row)
    if (confirm !== row.name) throw new Invalid([{ path: 'confirm', message: `must be the name of the workspace: ${row.name}` }])
    await refuseWhileBusy(tx)
    for (const id of await revokeApiKeysOf(tx.db, tx.workspaceId, tx.now))
      tx.emit({ type: 'key.revoked', subject: { type: 'key', id }, payload: { reason: 'workspace_deleted' } })
    await leaveWorkspace(tx.db, tx.workspaceId)
    await markWorkspaceDeleted(tx.db, tx.workspaceId, tx.now)
    tx.emit({ type: 'workspace.deleted', payload: { name: row.name, prefix: row.prefix } })
  })
}

function refuseIfNeeded(row: WorkspaceRow): void {
  if (row.is_default)
    throw new Conflict('default_workspace', 'The default workspace cannot be deleted: the installation begins with it.')
  if (row.is_demo) throw new Conflict('demo_workspace', 'The demo is put away with DELETE /api/demo.')
}
