// What concerns the whole installation belongs to whoever looks after its default workspace.
import type { Ctx } from '../platform/context.ts'
import { Forbidden } from '../platform/errors.ts'
import { authorize } from './authorize.ts'
import type { Action } from './domain/permissions.ts'
import { loadWorkspace } from './load-workspace.ts'

/** Throws Forbidden unless the caller may do `action`, and in the default workspace. */
export async function authorizeInstallation(ctx: Ctx, action: Action): Promise<void> {
  authorize(ctx, action)
  if ((await loadWorkspace(ctx)).isDefault) return
  throw new Forbidden('default_workspace_only', `${action} concerns the whole installation: ask in its default workspace.`)
}
