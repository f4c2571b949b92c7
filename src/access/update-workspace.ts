// Renames the workspace or changes its policy; what changed stands in the log.
import type { Ctx } from '../platform/context.ts'
import { withTransaction } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import { authorize } from './authorize.ts'
import { onlyStopsRuns, type PolicyPatch, policyChanges, readPolicy } from './domain/policy.ts'
import { toWorkspace, type Workspace } from './load-workspace.ts'
import { requireFreshPassword } from './require-fresh-password.ts'
import { lockWorkspace, updateWorkspace as updateWorkspaceRow } from './store/workspaces.ts'

export interface WorkspaceChange {
  name?: string | undefined
  policy?: PolicyPatch | undefined
}

/** Only given fields change. A person needs a fresh password, except to stop all runs. */
export async function updateWorkspace(ctx: Ctx, change: WorkspaceChange): Promise<Workspace> {
  authorize(ctx, 'policy.manage')
  const isEmergency = change.name === undefined && change.policy !== undefined && onlyStopsRuns(change.policy)
  if (!isEmergency) requireFreshPassword(ctx)
  return withTransaction(ctx, async (tx) => {
    const row = await lockWorkspace(tx.db, tx.workspaceId)
    if (!row) throw new NotFound('workspace', tx.workspaceId)
    const after = { ...row, name: change.name ?? row.name, policy: { ...toObject(row.policy), ...change.policy } }
    const changes = {
      ...(after.name !== row.name && { name: [row.name, after.name] }),
      ...policyChanges(readPolicy(row.policy), readPolicy(after.policy)),
    }
    if (Object.keys(changes).length > 0) {
      await updateWorkspaceRow(tx.db, tx.workspaceId, { name: after.name, policy: after.policy })
      tx.emit({ type: 'workspace.updated', payload: { changes } })
    }
    return toWorkspace(after)
  })
}

function toObject(json: unknown): object {
  return typeof json === 'object' && json !== null ? json : {}
}
