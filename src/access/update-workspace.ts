// Renames the workspace or changes its prefix or policy; what changed stands in the log.
import type { Ctx, Tx } from '../platform/context.ts'
import { withTransaction } from '../platform/context.ts'
import { Conflict, databaseErrorOf, NotFound } from '../platform/errors.ts'
import { authorize } from './authorize.ts'
import { onlyStopsRuns, type PolicyPatch, policyChanges, readPolicy } from './domain/policy.ts'
import { toWorkspace, type Workspace } from './load-workspace.ts'
import { requireFreshPassword } from './require-fresh-password.ts'
import { lockWorkspace, updateWorkspace as updateWorkspaceRow, type WorkspaceRow } from './store/workspaces.ts'

export interface WorkspaceChange {
  name?: string | undefined
  prefix?: string | undefined
  policy?: PolicyPatch | undefined
  /** With `runs_enabled: false`: also ends what runs now. */
  stop_running?: boolean | undefined
}

/** Ends every run of the workspace; carried out by whoever keeps runs. */
export const stopAllJob = 'runs.stop_all'

/** Only given fields change. A person needs a fresh password, except to stop all runs. Throws Conflict `prefix_taken`. */
export async function updateWorkspace(ctx: Ctx, change: WorkspaceChange): Promise<Workspace> {
  authorize(ctx, 'policy.manage')
  if (!isEmergency(change)) requireFreshPassword(ctx)
  try {
    return await withTransaction(ctx, (tx) => apply(tx, change))
  } catch (error) {
    if (databaseErrorOf(error)?.constraint !== 'dispatch_workspace_prefix') throw error
    throw new Conflict('prefix_taken', `Another workspace has the prefix ${change.prefix}.`)
  }
}

function isEmergency({ name, prefix, policy }: WorkspaceChange): boolean {
  return name === undefined && prefix === undefined && policy !== undefined && onlyStopsRuns(policy)
}

async function apply(tx: Tx, change: WorkspaceChange): Promise<Workspace> {
  const row = await lockWorkspace(tx.db, tx.workspaceId)
  if (!row) throw new NotFound('workspace', tx.workspaceId)
  const after = {
    ...row,
    name: change.name ?? row.name,
    ...prefixesAfter(row, change.prefix),
    policy: { ...toObject(row.policy), ...change.policy },
  }
  const changes = {
    ...(after.name !== row.name && { name: [row.name, after.name] }),
    ...(after.prefix !== row.prefix && { prefix: [row.prefix, after.prefix] }),
    ...policyChanges(readPolicy(row.policy), readPolicy(after.policy)),
  }
  if (Object.keys(changes).length > 0) {
    const { name, prefix, prefix_aliases, policy } = after
    await updateWorkspaceRow(tx.db, tx.workspaceId, { name, prefix, prefix_aliases, policy })
    tx.emit({ type: 'workspace.updated', payload: { changes } })
  }
  if (change.stop_running) tx.enqueue(stopAllJob, { workspace_id: tx.workspaceId, actor: { ...tx.actor } })
  return toWorkspace(after)
}

/** Names that people wrote down stay valid. */
function prefixesAfter(row: WorkspaceRow, prefix = row.prefix): { prefix: string; prefix_aliases: string[] } {
  const former = new Set([...row.prefix_aliases, row.prefix])
  former.delete(prefix)
  return { prefix, prefix_aliases: [...former] }
}

function toObject(json: unknown): object {
  return typeof json === 'object' && json !== null ? json : {}
}
