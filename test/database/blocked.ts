// Waits until a statement of another transaction waits for a lock, so that a test can force who comes first.
import { sql } from 'kysely'
import type { Database } from '#src/platform/db/open-database.ts'
import { detached } from '#src/platform/db/transaction-guard.ts'

/** The embedded engine has one connection: there the second transaction waits before it has begun, and nothing is to be seen. */
export function untilSomeoneWaits({ engine, kysely }: Database): Promise<void> {
  return detached(async () => {
    while (engine === 'postgres') {
      const { rows } = await sql`
        select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(kysely)
      if (rows.length > 0) return
    }
  })
}
