// The half of search that goes by meaning. It is an extra: it may be late or broken, and search goes on without it.
import type { Ctx } from '../platform/context.ts'
import type { Ranking } from './domain/fuse.ts'
import { type ModelName, models } from './domain/models.ts'
import { decideServing } from './domain/serving.ts'
import type { Embedder, Vector } from './embedder.ts'
import type { Place } from './store/candidates.ts'
import { listModelStates } from './store/model-states.ts'
import { findByVector, type Neighbour, type NeighbourQuestion } from './store/neighbours.ts'

/** What one model says. */
export interface Meaning {
  model: ModelName
  neighbours: Neighbour[]
}

/** Gives the vector to compare with, or undefined if this model has none. */
export type Ask = (embedder: Embedder) => Promise<Vector | undefined>

/** The nearest issues by meaning, per model: usually one; two while one replaces the other, each for its own issues. */
export async function findByMeaning(ctx: Ctx, place: Place, ask: Ask): Promise<Meaning[]> {
  const askings = await chooseModels(ctx)
  const answers = await Promise.all(
    askings.map(async ({ embedder, unless }): Promise<Meaning[]> => {
      const vector = await ask(embedder)
      if (!vector) return []
      const { model } = embedder
      return [
        {
          model,
          neighbours: await findNeighbours(ctx, place, {
            model,
            vector,
            unless,
            isExact: ctx.system.database.engine === 'pglite',
          }),
        },
      ]
    }),
  )
  return answers.flat()
}

interface Asking {
  embedder: Embedder
  unless: ModelName | null
}

async function chooseModels({ db, system }: Ctx): Promise<Asking[]> {
  const { embedder, formerEmbedders = [] } = system
  if (!embedder) return []
  if (formerEmbedders.length === 0) return [{ embedder, unless: null }]
  const vectors = new Map((await listModelStates(db)).map(({ model, vectors: count }) => [model, count]))
  const { main, rest } = decideServing(
    embedder.model,
    formerEmbedders.map(({ model }) => model),
    vectors,
  )
  return [embedder, ...formerEmbedders].flatMap((known): Asking[] => {
    if (known.model === main) return [{ embedder: known, unless: null }]
    return known.model === rest ? [{ embedder: known, unless: main }] : []
  })
}

/** A search answers within a second: this is the part of it that the model gets, its first start included. */
const patienceMs = 600

/** For a text: undefined if the model is late, broken, or does not know the language. */
export function embedInTime(ctx: Ctx, text: string): Ask {
  return async (embedder) => {
    if (text === '') return undefined
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
}

/** The issues that have something to do with a vector, the nearest first. */
async function findNeighbours({ db }: Ctx, place: Place, question: NeighbourQuestion): Promise<Neighbour[]> {
  const nearest = await findByVector(db, place, question)
  return nearest.filter(({ similarity }) => similarity >= models[question.model].minSimilarity)
}

// Against 1 for words: an issue that has all the words of a query is what was meant, and one that has few of them gives way.
// Chosen, with the fusion's constants, on one half of the labelled set of bench/, and held against the other half.
const weight = 0.3

/** How the fusion sees the neighbours. */
export function rankNeighbours({ neighbours }: Meaning): Ranking {
  return { found: neighbours.map(({ id }) => ({ id, channels: ['vector'] })), weight }
}
