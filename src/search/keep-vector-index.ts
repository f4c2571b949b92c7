// Builds the approximate index once a model has so many vectors that comparing with each of them is felt.
import type { Runtime } from '../platform/runtime.ts'
import { isModelName, type ModelName } from './domain/models.ts'
import { decideIndex } from './domain/vector-index.ts'
import { listModelStates } from './store/model-states.ts'
import { buildIndex, dropIndex, readIndexFacts } from './store/vector-index.ts'

/** For the model of this process, and for one that is being replaced. */
export async function keepVectorIndex(runtime: Runtime): Promise<void> {
  const { embedder, database } = runtime
  if (!embedder) return
  const states = await listModelStates(database.kysely)
  const names = new Set([embedder.model, ...states.map(({ model }) => model).filter(isModelName)])
  for (const model of names) await keepIndexOf(runtime, model)
}

async function keepIndexOf({ database, log }: Runtime, model: ModelName): Promise<void> {
  const db = database.kysely
  const facts = await readIndexFacts(db, model)
  const decision = decideIndex({ engine: database.engine, ...facts })
  if (decision === 'keep') return
  if (decision === 'rebuild') await dropIndex(db, model)
  await buildIndex(db, model, facts.vectors)
  log.info({ model, vectors: facts.vectors }, 'search.index_built')
}
