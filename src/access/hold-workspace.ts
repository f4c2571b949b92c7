// Lets what counts the things of a workspace take turns.
import type { Tx } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import { lockWorkspace } from './store/workspaces.ts'

/**
 * Holds the workspace until the commit: who counts or looks first and writes then is alone, starts of runs included. Comes
 * before every other lock. @throws NotFound when it was deleted
 */
export async function holdWorkspace(tx: Tx): Promise<void> {
  if (!(await lockWorkspace(tx.db, tx.workspaceId))) throw new NotFound('workspace', tx.workspaceId)
}
