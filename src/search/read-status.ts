// How far search by meaning has come, for each model: what has a vector, what waits, what failed, and when it will be done.
import { authorize } from '../access/authorize.ts'
import type { Ctx } from '../platform/context.ts'
import { decideServing } from './domain/serving.ts'
import type { ModelStatus, SearchStatus } from './schemas.ts'
import { countEmbeddings, type EmbeddingCounts } from './store/embeddings.ts'
import { listModelStates, type ModelState } from './store/model-states.ts'

export async function readSearchStatus(ctx: Ctx): Promise<SearchStatus> {
  authorize(ctx, 'issue.read')
  const { embedder, formerEmbedders = [] } = ctx.system
  const states = await listModelStates(ctx.db)
  const names = [...new Set([...(embedder ? [embedder.model] : []), ...states.map(({ model }) => model)])]
  const counted = await Promise.all(names.map((model) => countEmbeddings(ctx.db, ctx.workspaceId, model)))
  const serving = embedder
    ? decideServing(
        embedder.model,
        formerEmbedders.map(({ model }) => model),
        new Map(states.map(({ model, vectors }) => [model, vectors])),
      ).main
    : null
  const models = names.flatMap((model, index): ModelStatus[] => {
    const counts = counted[index]
    if (!counts) return []
    const role = model === serving ? 'serving' : model === embedder?.model ? 'filling' : 'retiring'
    return [{ model, role, ...toProgress(counts), ...toPause(states.find((state) => state.model === model)) }]
  })
  return { model: embedder?.model ?? null, serving, ...summarize(embedder ? counted[0] : undefined), models }
}

const minutes = 5

function toProgress({ done, waiting, failed, unsupported, failures, made_lately }: EmbeddingCounts) {
  const rate = made_lately / minutes
  const eta = waiting === 0 ? 0 : rate > 0 ? Math.ceil((waiting / rate) * 60) : null
  return { done, waiting, failed, unsupported, failures, rate_per_minute: rate, eta_seconds: eta }
}

function toPause(state: ModelState | undefined) {
  return { paused_until: state?.paused_until?.toISOString() ?? null, last_error: state?.last_error ?? null }
}

function summarize(counts: EmbeddingCounts | undefined) {
  if (!counts) return { embedded: 0, missing: 0, failed: 0, unsupported: 0, last_error: null }
  const { done, missing, failed, unsupported, last_error } = counts
  return { embedded: done, missing, failed, unsupported, last_error }
}
