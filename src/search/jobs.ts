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
import { isBurstWaiting } from './yield-to-intake.ts'

/** Some seconds of the encoder's time: then it looks again whether something goes first. */
const backfillBatch = 50

const embed = defineJob({
  name: 'search.embed',
  // One issue: as older versions asked.
  schema: z.object({ workspace_id: z.string(), issue_id: z.string().optional(), issue_ids: z.array(z.string()).default([]) }),
  retryLimit: 3,
  expireInSeconds: 120,
  async handler(runtime, { issue_id, issue_ids }, { signal }) {
    const db = runtime.database.kysely
    const ids = issue_id === undefined ? issue_ids : [issue_id, ...issue_ids]
    await learnWords(db, ids)
    // While the model's service is left alone, or a burst of deliveries goes first, the sweep waits; a job that fails thrice would only make noise.
    if (runtime.embedder && ((await isPaused(db, runtime.embedder.model)) || (await isBurstWaiting(runtime)))) return
    await embedIssues(runtime, ids, signal)
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
    while (!signal.aborted && !(await isPaused(database.kysely, embedder.model)) && !(await isBurstWaiting(runtime))) {
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
