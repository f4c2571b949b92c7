// The workspace that every installation begins with, and what it is filled with.

import { createWorkspace } from '../access/create-workspace.ts'
import { findDefaultWorkspace } from '../access/load-workspace.ts'
import { createAgent, readAgents } from '../agents/manage-agents.ts'
import { seedTracker } from '../issues/seed-tracker.ts'
import { systemContext } from '../platform/context.ts'
import { AppError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { must } from '../platform/must.ts'
import type { Runtime } from '../platform/runtime.ts'

/** Idempotent, and safe when several processes start at once. Returns its id. */
export async function ensureDefaultWorkspace(runtime: Runtime): Promise<string> {
  if (!(await findDefaultWorkspace(runtime.database.kysely))) {
    await createWorkspace(systemContext(runtime, newId('wsp')), { name: 'Dispatch', prefix: 'DISPATCH', isDefault: true }).catch(
      ignoreExisting,
    )
  }
  const made = await findDefaultWorkspace(runtime.database.kysely)
  const workspace = must(made, 'the default workspace is missing right after it was made')
  const ctx = systemContext(runtime, workspace.id)
  await seedTracker(ctx)
  if ((await readAgents(ctx)).length === 0)
    await createAgent(ctx, { name: 'Claude', adapter: 'claude_code', is_default: true }).catch(ignoreExisting)
  return workspace.id
}

/** Another process was faster. */
function ignoreExisting(error: unknown): void {
  if (!(error instanceof AppError) || !['workspace_exists', 'name_taken'].includes(error.code)) throw error
}
