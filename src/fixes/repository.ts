// The repository behind a name that a vendor or a pipeline says.
import type { Ctx } from '../platform/context.ts'
import { findRepository as findRow, type KnownRepository } from './store/repositories.ts'

export type { KnownRepository }

/** By `owner/name` in any case, or the own name of a plain git remote; null when it is not connected to the workspace. */
export async function findRepository(ctx: Pick<Ctx, 'db' | 'workspaceId'>, name: string): Promise<KnownRepository | null> {
  return (await findRow(ctx.db, ctx.workspaceId, name)) ?? null
}
