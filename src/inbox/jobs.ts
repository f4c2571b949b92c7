// The inbox's work outside requests: what no wake-up told of, and what was settled long ago.
import type { SweepDefinition } from '../platform/jobs.ts'
import { followAll } from './follow-events.ts'
import { deleteOldNotices } from './store/notices.ts'

const keepDays = 90
const deletedAtOnce = 1000

const follow: SweepDefinition = {
  name: 'inbox.follow',
  everySeconds: 10,
  run: (runtime, { signal }) => followAll(runtime, signal),
}

const forget: SweepDefinition = {
  name: 'inbox.forget',
  everySeconds: 3600,
  async run(runtime) {
    const before = new Date(runtime.clock.now().getTime() - keepDays * 86_400_000)
    await deleteOldNotices(runtime.database.kysely, before, deletedAtOnce)
  },
}

export const inboxSweeps = [follow, forget]
