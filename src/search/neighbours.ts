// The half of search that goes by meaning. It is an extra: it may be late or broken, and search goes on without it.
import { type Ctx, withTransaction } from '../platform/context.ts'
import type { Ranking } from './domain/fuse.ts'
import { models } from './domain/models.ts'
import type { Vector } from './embedder.ts'
import { findByVector, type Neighbour, type Place } from './store/candidates.ts'
import { scanIteratively } from './store/settings.ts'

/** A search answers within a second: this is the part of it that the model gets, its first start included. */
const patienceMs = 600

/** Undefined if the model is late, broken, or does not know the language. */
export async function embedQueryInTime(ctx: Ctx, text: string): Promise<Vector | undefined> {
  const { embedder } = ctx.system
  if (!embedder || text === '') return undefined
  const giveUp = new AbortController()
  const tooLate = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => {
    giveUp.abort()
    tooLate.resolve(undefined)
  }, patienceMs)
  try {
    return (await Promise.race([embedder.embedQuery(text, giveUp.signal), tooLate.promise])) ?? undefined
  } catch (error) {
    ctx.log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'search.model_failed')
    return undefined
  } finally {
    clearTimeout(timer)
  }
}

/** The issues that have something to do with a vector of the present model, the nearest first. */
export async function findNeighbours(ctx: Ctx, place: Place, vector: Vector): Promise<Neighbour[]> {
  const model = ctx.system.embedder?.model
  if (!model) return []
  const find = (db: Ctx['db']) => findByVector(db, place, { model, vector })
  // Only a server has the index whose settings hold for a transaction; the embedded engine compares exactly.
  const nearest =
    ctx.system.database.engine === 'pglite'
      ? await find(ctx.db)
      : await withTransaction(ctx, async (tx) => {
          await scanIteratively(tx.db)
          return find(tx.db)
        })
  return nearest.filter(({ similarity }) => similarity >= models[model].minSimilarity)
}

/** How the fusion sees the neighbours. */
export function rankNeighbours(ctx: Ctx, neighbours: readonly Neighbour[]): Ranking {
  const model = ctx.system.embedder?.model
  const nearest = neighbours[0]?.similarity ?? 0
  return { channel: 'vector', ids: neighbours.map(({ id }) => id), isVague: !model || nearest < models[model].clearSimilarity }
}
