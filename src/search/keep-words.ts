// Counts in how many issues each word stands: what tells rare words from common ones.
import type { Runtime } from '../platform/runtime.ts'
import { analyzeWords, countWords, findUncounted } from './store/words.ts'

/** Counted exactly up to here, estimated beyond. */
const sampleOf = { pglite: 3_000, postgres: 20_000 }

export async function keepWords({ database }: Runtime, { signal }: { signal: AbortSignal }): Promise<void> {
  for (;;) {
    const workspaceId = await findUncounted(database.kysely)
    if (workspaceId === undefined || signal.aborted) return
    await countWords(database.kysely, workspaceId, sampleOf[database.engine])
    await analyzeWords(database.kysely, database.engine)
  }
}
