// The work of search outside requests: vectors after the commit, what was missed, and the index when it pays.
import { z } from 'zod'
import { defineJob, type SweepDefinition } from '../platform/jobs.ts'
import { embedIssues } from './embed-issues.ts'
import { keepVectorIndex } from './keep-vector-index.ts'
import { selectPending } from './store/embeddings.ts'

const backfillBatch = 100

const embed = defineJob({
  name: 'search.embed',
  schema: z.object({ workspace_id: z.string(), issue_id: z.string() }),
  retryLimit: 3,
  expireInSeconds: 120,
  handler: (runtime, { issue_id }, { signal }) => embedIssues(runtime, [issue_id], signal),
})

/** New issues of an import, a changed model, lost jobs, failures whose time has come. */
const backfill: SweepDefinition = {
  name: 'search.backfill',
  everySeconds: 15,
  async run(runtime, { signal }) {
    const { embedder } = runtime
    if (!embedder) return
    for (;;) {
      const ids = await selectPending(runtime.database.kysely, embedder.model, backfillBatch)
      await embedIssues(runtime, ids, signal)
      if (ids.length < backfillBatch || signal.aborted) return
    }
  },
}

const index: SweepDefinition = { name: 'search.index', everySeconds: 300, run: keepVectorIndex }

export const jobs = [embed]
export const sweeps = [backfill, index]
