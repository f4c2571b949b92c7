// The workspace of a context, with the policy that is in force.
import type { Ctx, Role } from '../platform/context.ts'
import type { Db } from '../platform/db/open-database.ts'
import { NotFound } from '../platform/errors.ts'
import { type Policy, readPolicy } from './domain/policy.ts'
import {
  findDefaultWorkspaceRow,
  findWorkspace,
  selectWorkspaces,
  selectWorkspacesOf,
  type WorkspaceRow,
} from './store/workspaces.ts'

export interface Workspace {
  id: string
  name: string
  prefix: string
  prefixAliases: string[]
  isDefault: boolean
  isDemo: boolean
  policy: Policy
  createdAt: Date
}

/** Throws NotFound when it was deleted. Inside a transaction it reads through it. */
export async function loadWorkspace(ctx: Pick<Ctx, 'db' | 'workspaceId'>): Promise<Workspace> {
  const row = await findWorkspace(ctx.db, ctx.workspaceId)
  if (!row) throw new NotFound('workspace', ctx.workspaceId)
  return toWorkspace(row)
}

/** Undefined before the first start has made it. */
export async function findDefaultWorkspace(db: Db): Promise<Workspace | undefined> {
  const row = await findDefaultWorkspaceRow(db)
  return row && toWorkspace(row)
}

/** All that are not deleted, oldest first: sweeps go through them. */
export async function listWorkspaces(db: Db): Promise<Workspace[]> {
  return (await selectWorkspaces(db)).map(toWorkspace)
}

/** Those of the caller, with what they are in each: an account's, all for the shared password, a key's one. */
export async function listOwnWorkspaces(ctx: Ctx): Promise<(Workspace & { role: Role | null })[]> {
  if (ctx.actor.type !== 'person') return [{ ...(await loadWorkspace(ctx)), role: null }]
  if (ctx.session?.isShared !== false) return (await listWorkspaces(ctx.db)).map((workspace) => ({ ...workspace, role: 'owner' }))
  return (await selectWorkspacesOf(ctx.db, ctx.actor.id)).map((row) => ({ ...toWorkspace(row), role: row.role }))
}

export function toWorkspace(row: WorkspaceRow): Workspace {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    prefixAliases: row.prefix_aliases,
    isDefault: row.is_default,
    isDemo: row.is_demo,
    policy: readPolicy(row.policy),
    createdAt: row.created_at,
  }
}
