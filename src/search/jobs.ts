// The work of search outside requests: words and vectors after the commit, what was missed, and what keeps both fast.
import { z } from 'zod'
import { defineJob, type SweepDefinition } from '../platform/jobs.ts'
import { embedIssues } from './embed-issues.ts'
import { keepModels } from './keep-models.ts'
import { keepVectorIndex } from './keep-vector-index.ts'
import { keepWords } from './keep-words.ts'
import { selectPending } from './store/embeddings.ts'
import { isPaused } from './store/model-states.ts'
import { learnWords } from './store/words.ts'

const backfillBatch = 100

const embed = defineJob({
  name: 'search.embed',
  schema: z.object({ workspace_id: z.string(), issue_id: z.string() }),
  retryLimit: 3,
  expireInSeconds: 120,
  async handler(runtime, { issue_id }, { signal }) {
    const db = runtime.database.kysely
    await learnWords(db, [issue_id])
    // While the model's service is left alone, the sweep waits for it; a job that fails thrice would only make noise.
    if (runtime.embedder && (await isPaused(db, runtime.embedder.model))) return
    await embedIssues(runtime, [issue_id], signal)
  },
})

/** New issues of an import, a changed model, lost jobs, failures whose time has come. */
const backfill: SweepDefinition = {
  name: 'search.backfill',
  everySeconds: 15,
  async run(runtime, { signal }) {
    const { embedder, database } = runtime
    if (!embedder) return
    await keepModels(runtime, { signal })
    while (!signal.aborted && !(await isPaused(database.kysely, embedder.model))) {
      const ids = await selectPending(database.kysely, embedder.model, backfillBatch)
      await learnWords(database.kysely, ids)
      await embedIssues(runtime, ids, signal)
      if (ids.length < backfillBatch) break
    }
    await keepModels(runtime, { signal })
  },
}

const words: SweepDefinition = { name: 'search.words', everySeconds: 60, run: keepWords }
const index: SweepDefinition = { name: 'search.index', everySeconds: 300, run: keepVectorIndex }

export const jobs = [embed]
export const sweeps = [backfill, words, index]
