// How much waits and who is switched off, over the whole installation: for metrics.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'

export async function countOutbound(db: Db): Promise<{ waiting: number; switched_off: number }> {
  const { rows } = await sql<{ waiting: number; switched_off: number }>`
    select (select count(*) from dispatch_outbound_delivery where state = 'pending')::int4 as waiting,
      (select count(*) from dispatch_webhook where disabled_at is not null and deleted_at is null)::int4 as switched_off`.execute(
    db,
  )
  return rows[0] ?? { waiting: 0, switched_off: 0 }
}
