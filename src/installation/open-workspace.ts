// A further workspace, owned by whoever makes it and filled as the first one is; and the end of one.

import { authorize } from '../access/authorize.ts'
import { becomeOwner } from '../access/become-owner.ts'
import { createWorkspace } from '../access/create-workspace.ts'
import { deleteWorkspace } from '../access/delete-workspace.ts'
import { loadWorkspace, type Workspace } from '../access/load-workspace.ts'
import { requireFreshPassword } from '../access/require-fresh-password.ts'
import { createAgent } from '../agents/manage-agents.ts'
import { seedTracker } from '../issues/seed-tracker.ts'
import { type Ctx, type Tx, withTransaction } from '../platform/context.ts'
import { Conflict } from '../platform/errors.ts'
import { countActiveRuns } from './store/active-runs.ts'

/** All or nothing. The context of the answer is that of the new workspace. */
export async function openWorkspace(
  asking: Ctx,
  input: { name: string; prefix: string },
): Promise<{ ctx: Ctx; workspace: Workspace }> {
  authorize(asking, 'workspace.create')
  requireFreshPassword(asking)
  const ctx: Ctx = { ...asking, workspaceId: asking.newId('wsp'), role: 'owner' }
  const workspace = await withTransaction(ctx, async (tx) => {
    await createWorkspace(tx, input)
    await becomeOwner(tx)
    await furnishWorkspace(tx)
    return loadWorkspace(tx)
  })
  return { ctx, workspace }
}

/** The columns, labels and the agent that every workspace begins with. */
async function furnishWorkspace(tx: Tx): Promise<void> {
  await seedTracker(tx)
  await createAgent(tx, { name: 'Claude', adapter: 'claude_code', is_default: true })
}

/** Throws Conflict `run_active` while agents work in it. */
export async function closeWorkspace(ctx: Ctx, confirm: string): Promise<void> {
  await deleteWorkspace(ctx, {
    confirm,
    refuseWhileBusy: async (tx) => {
      const runs = await countActiveRuns(tx.db, tx.workspaceId)
      if (runs > 0)
        throw new Conflict('run_active', `Agents still work in this workspace (${runs}). Cancel their runs first.`, { runs })
    },
  })
}
