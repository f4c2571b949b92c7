// SQL of whoever sends: what is due, whose turn it is, how it went. Machine time throughout.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { Kind } from '../domain/subscriber.ts'

export interface DueRow {
  id: string
  webhook_id: string
  kind: Kind
  target: string | null
  agent_url: string | null
}

/** Of each subscriber its few oldest, so that a long queue hides nobody else's. */
export async function listDue(db: Db, limits: { perWebhook: number; total: number }): Promise<DueRow[]> {
  const { rows } = await sql<DueRow>`
    select d.id, w.id as webhook_id, w.kind, w.target, a.webhook_url as agent_url
    from dispatch_webhook w
    join dispatch_workspace s on s.id = w.workspace_id and s.deleted_at is null
    left join dispatch_agent a on a.id = w.agent_id
    cross join lateral (
      select id, next_attempt_at from dispatch_outbound_delivery
      where webhook_id = w.id and state = 'pending' and next_attempt_at <= clock_timestamp() and (w.enabled or event_seq is null)
        and (claimed_until is null or claimed_until < clock_timestamp())
      order by next_attempt_at, id limit ${limits.perWebhook}
    ) d
    where w.deleted_at is null
    order by d.next_attempt_at, d.id limit ${limits.total}`.execute(db)
  return rows
}

/** Marks them as being sent; those that another process took meanwhile are missing from the answer. */
export async function claimDeliveries(db: Db, ids: readonly string[], leaseSeconds: number): Promise<string[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<{ id: string }>`
    update dispatch_outbound_delivery
    set claimed_until = clock_timestamp() + ${leaseSeconds}::float8 * interval '1 second', attempts = attempts + 1,
      first_attempt_at = coalesce(first_attempt_at, clock_timestamp())
    where id = any (${ids}::text[]) and state = 'pending' and (claimed_until is null or claimed_until < clock_timestamp())
    returning id`.execute(db)
  return rows.map(({ id }) => id)
}

/** The embedded database has one process: what is claimed at its start was being sent by one that died. */
export async function releaseClaims(db: Db): Promise<void> {
  await db.updateTable('dispatch_outbound_delivery').set({ claimed_until: null }).where('claimed_until', 'is not', null).execute()
}

/** Whoever comes next sends it at once. */
export async function releaseClaim(db: Db, { id, attempts }: { id: string; attempts: number }): Promise<void> {
  await db
    .updateTable('dispatch_outbound_delivery')
    .set({ claimed_until: null })
    .where('id', '=', id)
    .where('attempts', '=', attempts)
    .execute()
}

function selectClaimed(db: Db) {
  return db
    .selectFrom('dispatch_outbound_delivery as d')
    .innerJoin('dispatch_webhook as w', 'w.id', 'd.webhook_id')
    .innerJoin('dispatch_workspace as s', 's.id', 'w.workspace_id')
    .leftJoin('dispatch_agent as a', 'a.id', 'w.agent_id')
    .select(['d.id', 'd.workspace_id', 'd.webhook_id', 'd.event_seq', 'd.body', 'd.attempts', 'd.retries', 'd.first_attempt_at'])
    .select(['w.kind', 'w.name', 'w.target', 'w.sealed_target', 'w.sealed_secret', 'w.last_success_at'])
    .select(['w.sealed_previous_secret', 'w.previous_secret_until', 's.is_default as in_default_workspace'])
    .select(['w.agent_id', 'a.webhook_url as agent_url', 'a.event_secret as agent_secret'])
}

export type ClaimedRow = Awaited<ReturnType<ReturnType<typeof selectClaimed>['execute']>>[number]

export function loadClaimed(db: Db, ids: readonly string[]): Promise<ClaimedRow[]> {
  return ids.length === 0 ? Promise.resolve([]) : selectClaimed(db).where('d.id', 'in', ids).execute()
}

export interface AttemptRecord {
  outcome: 'delivered' | 'failed' | 'refused' | 'gone'
  durationMs: number
  status: number | null
  code: string | null
  detail: string | null
  response: string | null
}

export type NextState = { state: 'succeeded' | 'failed' } | { state: 'pending'; delaySeconds: number }

/** False when the claim was lost: then another attempt is under way, and its word counts. */
export async function finishAttempt(
  db: Db,
  attempt: { deliveryId: string; number: number; record: AttemptRecord; next: NextState },
): Promise<boolean> {
  const { deliveryId, number, record, next } = attempt
  const delay = next.state === 'pending' ? next.delaySeconds : null
  const { rows } = await sql`
    with delivery as (
      update dispatch_outbound_delivery
      set state = ${next.state}, claimed_until = null, last_status = ${record.status}::int4, last_code = ${record.code}, last_detail = ${record.detail},
        next_attempt_at = clock_timestamp() + ${delay}::float8 * interval '1 second',
        retries = retries + ${delay === null ? 0 : 1}::int4,
        finished_at = case when ${delay}::float8 is null then clock_timestamp() end
      where id = ${deliveryId} and state = 'pending' and attempts = ${number}
      returning id
    )
    insert into dispatch_outbound_attempt (delivery_id, number, at, duration_ms, outcome, status, code, detail, response)
    select id, ${number}::int4, clock_timestamp(), ${record.durationMs}::int4, ${record.outcome}, ${record.status}::int4, ${record.code}, ${record.detail}, ${record.response}
    from delivery returning number`.execute(db)
  return rows.length > 0
}
