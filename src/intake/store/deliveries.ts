// SQL about deliveries. The row is the queue: what is `received` waits to be processed.
import { sql } from 'kysely'
import type { Effect } from '../../fixes/applied.ts'
import { jsonbText } from '../../platform/db/jsonb-text.ts'
import type { Db } from '../../platform/db/open-database.ts'

export interface NewDelivery {
  id: string
  workspace_id: string
  connection_id: string
  source: string
  delivery_key: string
  kind: string
  headers: Record<string, string>
  body: Buffer
  body_sha256: string
  received_at: Date
  /** An equal body of this connection since then makes it a duplicate. */
  repeat_since: Date
}

export interface StoredDelivery {
  id: string
  state: 'received' | 'duplicate'
}

/**
 * One statement and one commit for all of them, in their order. Whose key is known is not stored and has no row in the
 * answer; the first of equal keys wins. An equal body within the repeat window is stored as `duplicate` and never processed.
 */
export async function storeDeliveries(db: Db, deliveries: readonly NewDelivery[]): Promise<StoredDelivery[]> {
  const { rows } = await sql<StoredDelivery>`
    insert into dispatch_delivery (id, workspace_id, connection_id, source, delivery_key, kind, headers, body, body_sha256, received_at, state)
    select d.id, d.workspace_id, d.connection_id, d.source, d.delivery_key, d.kind, d.headers, decode(d.body, 'base64'), d.body_sha256, d.received_at,
      case when d.repeats_another or exists (
        select from dispatch_delivery earlier
        where earlier.connection_id = d.connection_id and earlier.body_sha256 = d.body_sha256
          and earlier.received_at > d.repeat_since and earlier.state not in ('duplicate', 'dead')
      ) then 'duplicate' else 'received' end
    from jsonb_to_recordset(${JSON.stringify(deliveries.map(toRecord))}::jsonb) as d (
      id text, workspace_id text, connection_id text, source text, delivery_key text, kind text, headers jsonb, body text, body_sha256 text,
      received_at timestamptz, repeat_since timestamptz, repeats_another boolean)
    on conflict (connection_id, delivery_key) do nothing
    returning id, state`.execute(db)
  return rows
}

/** Rows of one statement don't see each other, so equal bodies among them are found here. */
function toRecord(delivery: NewDelivery, index: number, all: readonly NewDelivery[]) {
  const isSameBody = (other: NewDelivery) =>
    other.connection_id === delivery.connection_id && other.body_sha256 === delivery.body_sha256
  return { ...delivery, body: delivery.body.toString('base64'), repeats_another: all.slice(0, index).some(isSameBody) }
}

export async function findDeliveryByKey(db: Db, connectionId: string, key: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('dispatch_delivery')
    .select('id')
    .where('connection_id', '=', connectionId)
    .where('delivery_key', '=', key)
    .executeTakeFirst()
  return row?.id
}

export interface DeliveryToProcess {
  id: string
  seq: number
  workspace_id: string
  connection_id: string
  source: string
  kind: string
  headers: unknown
  body: Buffer
  state: DeliveryState
  attempts: number
  received_at: Date
  decision: unknown
  effects: unknown
  connection_name: string
  connection_settings: unknown
}

export type DeliveryState = 'received' | 'processed' | 'ignored' | 'duplicate' | 'failed' | 'dead'

export function loadDelivery(db: Db, id: string): Promise<DeliveryToProcess | undefined> {
  return selectDeliveries(db).where('delivery.id', '=', id).executeTakeFirst()
}

/** In the order of the ids. */
export async function loadDeliveries(db: Db, ids: readonly string[]): Promise<DeliveryToProcess[]> {
  const rows = await selectDeliveries(db).where('delivery.id', 'in', ids).execute()
  return rows.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
}

function selectDeliveries(db: Db) {
  return db
    .selectFrom('dispatch_delivery as delivery')
    .innerJoin('dispatch_connection as connection', 'connection.id', 'delivery.connection_id')
    .select(['delivery.id', 'delivery.seq', 'delivery.workspace_id', 'delivery.connection_id', 'delivery.source'])
    .select(['delivery.kind', 'delivery.headers', 'delivery.body', 'delivery.state', 'delivery.attempts', 'delivery.received_at'])
    .select(['delivery.decision', 'delivery.effects'])
    .select(['connection.name as connection_name', 'connection.settings as connection_settings'])
}

export interface WaitingDelivery {
  id: string
  connection_id: string
  source: string
}

/** What waits, in the order of arrival; without bodies, because they may be large. */
export function listWaiting(db: Db, page: { limit: number; except: readonly string[] }): Promise<WaitingDelivery[]> {
  return db
    .selectFrom('dispatch_delivery')
    .select(['id', 'connection_id', 'source'])
    .where('state', '=', 'received')
    .$if(page.except.length > 0, (query) => query.where('id', 'not in', page.except))
    .orderBy('received_at')
    .orderBy('seq')
    .limit(page.limit)
    .execute()
}

/** What failed and has not been tried since, the oldest first. */
export async function listFailed(db: Db, { before, limit }: { before: Date; limit: number }): Promise<string[]> {
  const rows = await db
    .selectFrom('dispatch_delivery')
    .select('id')
    .where('state', '=', 'failed')
    .where('processed_at', '<', before)
    .orderBy('processed_at')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** Locks a delivery for this transaction if it is still in one of these states; false if another process has dealt with it. */
export async function claimDelivery(db: Db, id: string, states: readonly DeliveryState[]): Promise<boolean> {
  const row = await db
    .selectFrom('dispatch_delivery')
    .select('id')
    .where('id', '=', id)
    .where('state', 'in', states)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  return row !== undefined
}

/** Like `claimDelivery`, for those that wait. */
export async function claimWaiting(db: Db, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('dispatch_delivery')
    .select('id')
    .where('id', 'in', ids)
    .where('state', '=', 'received')
    .orderBy('id')
    .forUpdate()
    .skipLocked()
    .execute()
  return new Set(rows.map(({ id }) => id))
}

export interface Verdict {
  state: 'processed' | 'ignored' | 'dead'
  decision: { result: string; reason: string; detail: string; issue_id: string | null }
  effects: Effect[]
}

/** The end of a delivery's way; `error` only for one that cannot be read. */
export async function finishDelivery(db: Db, id: string, verdict: Verdict & { now: Date }): Promise<void> {
  await db
    .updateTable('dispatch_delivery')
    .set((row) => ({
      state: verdict.state,
      decision: jsonbText(verdict.decision),
      effects: jsonbText(verdict.effects),
      attempts: row('attempts', '+', 1),
      error: verdict.state === 'dead' ? verdict.decision.detail : null,
      processed_at: verdict.now,
    }))
    .where('id', '=', id)
    .execute()
}

/** Processing broke: it is tried again, or given up after the last attempt. */
export async function failDelivery(
  db: Db,
  id: string,
  failure: { state: 'failed' | 'dead'; error: string; now: Date },
): Promise<void> {
  await db
    .updateTable('dispatch_delivery')
    .set((row) => ({ state: failure.state, error: failure.error, attempts: row('attempts', '+', 1), processed_at: failure.now }))
    .where('id', '=', id)
    .where('state', 'in', ['received', 'failed'])
    .execute()
}

/** Brings a dead delivery back to the queue; false if it is not dead. */
export async function reviveDelivery(db: Db, workspaceId: string, id: string): Promise<boolean> {
  const result = await db
    .updateTable('dispatch_delivery')
    .set({ state: 'received', attempts: 0, error: null, processed_at: null })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('state', '=', 'dead')
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}
