// Puts the Demo workspace away: its runs are stopped, its people go back, its files are removed.
import { rm } from 'node:fs/promises'
import { authorize } from '../access/authorize.ts'
import { type Ctx, systemContext, withTransaction } from '../platform/context.ts'
import { cancelAllRuns } from '../runs/cancel-run.ts'
import { readDemoSettings } from './settings.ts'
import { deleteWorkspaceRow, findDemoWorkspace, leaveWorkspace } from './store.ts'

/** Idempotent. */
export async function deleteDemo(asking: Ctx): Promise<void> {
  authorize(asking, 'workspace.manage')
  const { system } = asking
  const demo = await findDemoWorkspace(asking.db)
  if (!demo) return
  const ctx = systemContext(system, demo.id, asking.actor)
  await cancelAllRuns(ctx)
  await withTransaction(ctx, async (tx) => {
    await leaveWorkspace(tx.db, demo.id)
    await deleteWorkspaceRow(tx.db, demo.id, tx.now)
    tx.emit({ type: 'workspace.deleted', payload: { name: 'Demo' } })
  })
  const settings = await readDemoSettings(system)
  if (settings?.workspaceId === demo.id) await rm(settings.directory, { recursive: true, force: true })
}
