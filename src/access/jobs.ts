// Forgets what has ended: sessions, links, and the answers of repeated requests.
import { idempotencyLifetimeMs } from '../platform/http/idempotency.ts'
import { deleteExpiredKeys } from '../platform/http/store/idempotency.ts'
import type { SweepDefinition } from '../platform/jobs.ts'
import { deleteOldLoginLinks } from './store/login-links.ts'
import { deleteEndedSessions } from './store/sessions.ts'

const day = 86_400_000

export const accessSweep: SweepDefinition = {
  name: 'access.forget',
  everySeconds: 600,
  async run(runtime) {
    const db = runtime.database.kysely
    const now = runtime.clock.now().getTime()
    await deleteExpiredKeys(db, new Date(now - idempotencyLifetimeMs))
    await deleteOldLoginLinks(db, new Date(now - day))
    await deleteEndedSessions(db, new Date(now - 30 * day))
  },
}
