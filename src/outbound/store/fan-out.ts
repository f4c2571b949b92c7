// SQL that turns the event log into messages.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'

/** Workspaces whose log has grown past their cursor. Where nobody is told, the cursor is moved on at once. */
export async function listBehind(db: Db): Promise<string[]> {
  const { rows } = await sql<{ workspace_id: string }>`
    select c.workspace_id from dispatch_event_counter c
    join dispatch_workspace s on s.id = c.workspace_id and s.deleted_at is null
    left join dispatch_outbound_cursor o on o.workspace_id = c.workspace_id
    where c.last > coalesce(o.seq, 0)
      and exists (select from dispatch_webhook w where w.workspace_id = c.workspace_id and w.enabled and w.deleted_at is null)`.execute(
    db,
  )
  return rows.map(({ workspace_id }) => workspace_id)
}

/** One statement, so that nobody who begins to listen meanwhile misses what comes after. */
export async function skipUnheard(db: Db): Promise<void> {
  await sql`
    insert into dispatch_outbound_cursor as o (workspace_id, seq)
    select c.workspace_id, c.last from dispatch_event_counter c
    left join dispatch_outbound_cursor p on p.workspace_id = c.workspace_id
    where c.last > coalesce(p.seq, 0)
      and not exists (select from dispatch_webhook w where w.workspace_id = c.workspace_id and w.enabled and w.deleted_at is null)
      and not exists (
        select from dispatch_agent a where a.workspace_id = c.workspace_id and a.webhook_url is not null and a.deleted_at is null
          and not exists (select from dispatch_webhook w where w.agent_id = a.id and w.deleted_at is null)
      )
    on conflict (workspace_id) do update set seq = greatest(o.seq, excluded.seq)`.execute(db)
}

/** Locks it until the commit, so that one process at a time moves it. */
export async function lockCursor(db: Db, workspaceId: string): Promise<number> {
  await db
    .insertInto('dispatch_outbound_cursor')
    .values({ workspace_id: workspaceId, seq: 0 })
    .onConflict((conflict) => conflict.column('workspace_id').doNothing())
    .execute()
  const { seq } = await db
    .selectFrom('dispatch_outbound_cursor')
    .select('seq')
    .where('workspace_id', '=', workspaceId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return Number(seq)
}

export async function moveCursor(db: Db, workspaceId: string, seq: number): Promise<void> {
  await db.updateTable('dispatch_outbound_cursor').set({ seq }).where('workspace_id', '=', workspaceId).execute()
}

/** Where the log ends. */
export async function lastSequence(db: Db, workspaceId: string): Promise<number> {
  const { last } = await db
    .selectFrom('dispatch_event_counter')
    .select('last')
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow()
  return Number(last)
}

/** Oldest first. */
export function readEvents(db: Db, wanted: { workspaceId: string; after: number; limit: number }) {
  return db
    .selectFrom('dispatch_event')
    .select(['seq', 'at', 'type', 'subject_type', 'subject_id', 'issue_id', 'run_id', 'actor', 'payload'])
    .where('workspace_id', '=', wanted.workspaceId)
    .where('seq', '>', wanted.after)
    .orderBy('seq')
    .limit(wanted.limit)
    .execute()
}

export type EventRow = Awaited<ReturnType<typeof readEvents>>[number]

export interface NewDelivery {
  id: string
  workspace_id: string
  webhook_id: string
  event_seq: number | null
  event_type: string
  issue_id: string | null
  body: string
  created_at: Date
}

/** A statement takes 65,535 values, and many subscribers times many events are more. */
const rowsAtOnce = 1000

/** Due at once. A message that is there already is left alone. */
export async function insertDeliveries(db: Db, deliveries: readonly NewDelivery[]): Promise<void> {
  for (let from = 0; from < deliveries.length; from += rowsAtOnce) {
    const some = deliveries.slice(from, from + rowsAtOnce)
    await db
      .insertInto('dispatch_outbound_delivery')
      .values(some.map((delivery) => ({ ...delivery, next_attempt_at: sql<Date>`clock_timestamp()` })))
      .onConflict((conflict) => conflict.columns(['webhook_id', 'event_seq']).doNothing())
      .execute()
  }
}
