// How far search by meaning has come: what has a vector of the present model, what waits, what failed.
import { authorize } from '../access/authorize.ts'
import type { Ctx } from '../platform/context.ts'
import type { SearchStatus } from './schemas.ts'
import { countEmbeddings } from './store/embeddings.ts'

export async function readSearchStatus(ctx: Ctx): Promise<SearchStatus> {
  authorize(ctx, 'issue.read')
  const { embedder } = ctx.system
  if (!embedder) return { model: null, embedded: 0, missing: 0, failed: 0, unsupported: 0, last_error: null }
  return { model: embedder.model, ...(await countEmbeddings(ctx.db, ctx.workspaceId, embedder.model)) }
}
