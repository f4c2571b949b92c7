// Makes a workspace: its row and its two counters. What fills it (columns, labels, an agent) is its features' work.
import { z } from '@hono/zod-openapi'
import type { Ctx } from '../platform/context.ts'
import { withTransaction } from '../platform/context.ts'
import { Conflict, databaseErrorOf } from '../platform/errors.ts'
import { authorize } from './authorize.ts'
import { policyPatchSchema } from './domain/policy.ts'
import { prefixSchema } from './domain/workspace-prefix.ts'
import { insertWorkspace } from './store/workspaces.ts'

const schema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  prefix: prefixSchema,
  isDefault: z.boolean().default(false),
  isDemo: z.boolean().default(false),
  policy: policyPatchSchema.default({}),
})
export type CreateWorkspace = z.input<typeof schema>

/**
 * `ctx.workspaceId` is the id of the workspace to be: `systemContext(runtime, newId('wsp'))`.
 * Throws Conflict `workspace_exists` when the prefix is taken, or there is a default one already.
 */
export async function createWorkspace(ctx: Ctx, input: CreateWorkspace): Promise<void> {
  authorize(ctx, 'workspace.manage')
  const { name, prefix, isDefault, isDemo, policy } = schema.parse(input)
  try {
    await withTransaction(ctx, async (tx) => {
      await insertWorkspace(tx.db, {
        id: tx.workspaceId,
        name,
        prefix,
        is_default: isDefault,
        is_demo: isDemo,
        policy,
        created_at: tx.now,
      })
      tx.emit({ type: 'workspace.created', payload: { name, prefix, is_default: isDefault, is_demo: isDemo } })
    })
  } catch (error) {
    if (databaseErrorOf(error)?.code !== '23505') throw error
    throw new Conflict(
      'workspace_exists',
      `There is already a workspace with the prefix ${prefix}${isDefault ? ', or a default one' : ''}.`,
    )
  }
}
