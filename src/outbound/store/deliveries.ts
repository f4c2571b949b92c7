// SQL over messages as people see them, and what people do with them.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'

export type DeliveryState = 'pending' | 'succeeded' | 'failed' | 'canceled'

function selectDeliveries(db: Db) {
  return db
    .selectFrom('dispatch_outbound_delivery as d')
    .innerJoin('dispatch_workspace as s', 's.id', 'd.workspace_id')
    .leftJoin('dispatch_issue as i', (join) => join.onRef('i.id', '=', 'd.issue_id').on('i.deleted_at', 'is', null))
    .select(['d.id', 'd.event_seq', 'd.event_type', 'd.state', 'd.attempts', 'd.next_attempt_at', 'd.claimed_until'])
    .select(['d.last_status', 'd.last_code', 'd.last_detail', 'd.finished_at', 'd.created_at', 'i.id as issue_id'])
    .select(sql<string | null>`s.prefix || '-' || i.number`.as('identifier'))
}

export type DeliveryRow = Awaited<ReturnType<ReturnType<typeof selectDeliveries>['execute']>>[number]

/** Newest first; one more than the limit. */
export function listDeliveries(
  db: Db,
  page: {
    webhookId: string
    state?: DeliveryState | undefined
    after?: { at: string; id: string } | undefined
    limit: number
  },
): Promise<DeliveryRow[]> {
  return selectDeliveries(db)
    .where('d.webhook_id', '=', page.webhookId)
    .$if(page.state !== undefined, (query) => query.where('d.state', '=', page.state ?? 'pending'))
    .$if(page.after !== undefined, (query) =>
      query.where(sql<boolean>`(d.created_at, d.id) < (${page.after?.at}::timestamptz, ${page.after?.id})`),
    )
    .orderBy('d.created_at', 'desc')
    .orderBy('d.id', 'desc')
    .limit(page.limit + 1)
    .execute()
}

export function findDelivery(db: Db, key: { webhookId: string; id: string }) {
  return selectDeliveries(db)
    .select('d.body')
    .where('d.webhook_id', '=', key.webhookId)
    .where('d.id', '=', key.id)
    .executeTakeFirst()
}

/** The latest first. */
export function listAttempts(db: Db, deliveryId: string) {
  return db
    .selectFrom('dispatch_outbound_attempt')
    .select(['number', 'at', 'duration_ms', 'outcome', 'status', 'code', 'detail', 'response'])
    .where('delivery_id', '=', deliveryId)
    .orderBy('number', 'desc')
    .limit(100)
    .execute()
}

/** Sends it again from the beginning of the schedule; false while it is still on its way. */
export async function reviveDelivery(db: Db, id: string): Promise<boolean> {
  const revived = await db
    .updateTable('dispatch_outbound_delivery')
    .set({
      state: 'pending',
      retries: 0,
      next_attempt_at: sql<Date>`clock_timestamp()`,
      first_attempt_at: null,
      finished_at: null,
    })
    .where('id', '=', id)
    .where('state', '<>', 'pending')
    .returning('id')
    .executeTakeFirst()
  return revived !== undefined
}

/** The subscriber is back: what waits goes out now, and has a whole day again. */
export async function restartWaiting(db: Db, webhookId: string): Promise<void> {
  await db
    .updateTable('dispatch_outbound_delivery')
    .set({ retries: 0, next_attempt_at: sql<Date>`clock_timestamp()`, first_attempt_at: null })
    .where('webhook_id', '=', webhookId)
    .where('state', '=', 'pending')
    .where('claimed_until', 'is', null)
    .execute()
}

export async function cancelWaiting(db: Db, webhookId: string): Promise<void> {
  await db
    .updateTable('dispatch_outbound_delivery')
    .set({ state: 'canceled', next_attempt_at: null, claimed_until: null, finished_at: sql<Date>`clock_timestamp()` })
    .where('webhook_id', '=', webhookId)
    .where('state', '=', 'pending')
    .execute()
}

/** In batches: a day of a busy installation must not hold the database up. Returns how many are gone. */
export async function deleteOldDeliveries(db: Db, before: Date, limit: number): Promise<number> {
  const { rows } = await sql`
    delete from dispatch_outbound_delivery where id in (
      select id from dispatch_outbound_delivery where created_at < ${before} order by created_at limit ${limit}
    ) returning id`.execute(db)
  return rows.length
}
