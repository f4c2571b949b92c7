// Builds the approximate index once a model has so many vectors that comparing with each of them is felt.
import type { Runtime } from '../platform/runtime.ts'
import { decideIndex } from './domain/vector-index.ts'
import { buildIndex, dropIndex, readIndexFacts } from './store/vector-index.ts'

export async function keepVectorIndex(runtime: Runtime): Promise<void> {
  const { embedder, database, log } = runtime
  if (!embedder) return
  const db = database.kysely
  const facts = await readIndexFacts(db, embedder.model)
  const decision = decideIndex({ engine: database.engine, ...facts })
  if (decision === 'keep') return
  if (decision === 'rebuild') await dropIndex(db, embedder.model)
  await buildIndex(db, embedder.model)
  log.info({ model: embedder.model, vectors: facts.vectors }, 'search.index_built')
}
