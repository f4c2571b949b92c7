// While one model replaces another: counts the vectors of both, and removes the old ones when nobody misses them.
import type { Runtime } from '../platform/runtime.ts'
import { isModelName } from './domain/models.ts'
import { countVectors, isReplaced, listModelStates, removeProblems, removeVectors } from './store/model-states.ts'
import { dropIndex } from './store/vector-index.ts'

export async function keepModels(runtime: Runtime, { signal }: { signal: AbortSignal }): Promise<void> {
  const { embedder, database, log } = runtime
  if (!embedder) return
  const db = database.kysely
  await countVectors(db, embedder.model)
  for (const { model } of await listModelStates(db)) {
    if (model === embedder.model || !(await isReplaced(db, model, embedder.model))) continue
    while (!signal.aborted && (await removeVectors(db, model))) {
      // Portions: on the embedded engine a statement holds all others.
    }
    await removeProblems(db, model)
    if (isModelName(model) && database.engine === 'postgres') await dropIndex(db, model)
    await countVectors(db, embedder.model)
    log.info({ former: model, model: embedder.model }, 'search.model_replaced')
  }
}
