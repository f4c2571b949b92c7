// Forgets what has ended: sessions, links, journeys to GitHub, yesterday's uses of keys, and the answers of repeated requests.
import { idempotencyLifetimeMs } from '../platform/http/idempotency.ts'
import { deleteExpiredKeys } from '../platform/http/store/idempotency.ts'
import type { SweepDefinition } from '../platform/jobs.ts'
import { deleteOldOAuthAttempts } from './store/identities.ts'
import { deleteOldKeyUses } from './store/key-uses.ts'
import { deleteOldLoginLinks } from './store/login-links.ts'
import { deleteOldPasswordResets } from './store/password-resets.ts'
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
    await deleteOldPasswordResets(db, new Date(now - day))
    await deleteOldOAuthAttempts(db, new Date(now - day))
    await deleteOldKeyUses(db, new Date(now - 2 * day).toISOString().slice(0, 10))
    await deleteEndedSessions(db, new Date(now - 30 * day))
  },
}
