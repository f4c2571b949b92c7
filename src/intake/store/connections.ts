// SQL about connections: which vendor account may deliver into which workspace.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'

export type Source = 'sentry' | 'github' | 'loki' | 'signal'

export interface ConnectionRow {
  id: string
  workspace_id: string
  source: Source
  name: string
  secrets: string[]
  settings: unknown
  is_default: boolean
  /** Until when the second secret is valid; null: until somebody ends it. */
  old_secret_until: Date | null
}

const columns = ['id', 'workspace_id', 'source', 'name', 'secrets', 'settings', 'is_default', 'old_secret_until'] as const

/** The connection that the address without an id serves: the default workspace's. */
export function findDefaultConnection(db: Db, source: Source): Promise<ConnectionRow | undefined> {
  return db
    .selectFrom('dispatch_connection as connection')
    .innerJoin('dispatch_workspace as workspace', 'workspace.id', 'connection.workspace_id')
    .select(columns.map((column) => `connection.${column}` as const))
    .where('connection.source', '=', source)
    .where('connection.is_default', '=', true)
    .where('connection.deleted_at', 'is', null)
    .where('workspace.is_default', '=', true)
    .executeTakeFirst()
}

export function findConnection(db: Db, source: Source, id: string): Promise<ConnectionRow | undefined> {
  return db
    .selectFrom('dispatch_connection as connection')
    .innerJoin('dispatch_workspace as workspace', 'workspace.id', 'connection.workspace_id')
    .select(columns.map((column) => `connection.${column}` as const))
    .where('connection.id', '=', id)
    .where('connection.source', '=', source)
    .where('connection.deleted_at', 'is', null)
    .where('workspace.deleted_at', 'is', null)
    .executeTakeFirst()
}

export interface DefaultConnection {
  id: string
  source: Source
  name: string
  now: Date
}

/** Makes the default workspace's connection to a source, unless it has one. */
export async function insertDefaultConnection(db: Db, { id, source, name, now }: DefaultConnection): Promise<void> {
  await db
    .insertInto('dispatch_connection')
    .columns(['id', 'workspace_id', 'source', 'name', 'is_default', 'created_at'])
    .expression((from) =>
      from
        .selectFrom('dispatch_workspace')
        .select((row) => [row.val(id).as('id'), 'dispatch_workspace.id as workspace_id', row.val(source).as('source')])
        .select((row) => [row.val(name).as('name'), row.val(true).as('is_default'), row.val(now).as('created_at')])
        .where('is_default', '=', true),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Deliveries with a bad signature. */
export interface Refused {
  count: number
  first: Date
  last: Date
}

/** `refused_since` is kept over good deliveries, for windows that lie before them, and begins anew after 30 days. */
export async function noteRefused(db: Db, connectionId: string, { count, first, last }: Refused): Promise<void> {
  await sql`
    update dispatch_connection set bad_signatures = bad_signatures + ${count}::int8, refused_at = greatest(refused_at, ${last}::timestamptz),
      refused_since = case when refused_since > ${first}::timestamptz - interval '30 days' then refused_since else ${first}::timestamptz end
    where id = ${connectionId}`.execute(db)
}

/** Remembers when connections last delivered something: once for many deliveries, so that none of them waits for it. */
export async function noteDeliveries(db: Db, deliveryIds: readonly string[]): Promise<void> {
  await sql`
    update dispatch_connection connection set last_delivery_at = greatest(connection.last_delivery_at, newest.at)
    from (
      select connection_id, max(received_at) as at from dispatch_delivery where id = any (${[...deliveryIds]}::text[]) group by connection_id
    ) newest
    where connection.id = newest.connection_id`.execute(db)
}

export interface NewConnectionRow extends Omit<DefaultConnection, 'now'> {
  workspaceId: string
  sealedSecrets: string[]
  settings: object
  createdBy: object
  now: Date
}

export async function insertConnection(db: Db, row: NewConnectionRow): Promise<void> {
  await db
    .insertInto('dispatch_connection')
    .values({
      id: row.id,
      workspace_id: row.workspaceId,
      source: row.source,
      name: row.name,
      secrets: row.sealedSecrets,
      settings: JSON.stringify(row.settings),
      created_by: JSON.stringify(row.createdBy),
      created_at: row.now,
    })
    .execute()
}

export interface VendorState {
  action: 'created' | 'deleted'
  /** ISO 8601 UTC. */
  at: string
  detail: string
}

/** The latest word counts, whichever arrives last; false for an older one. */
export async function noteVendorState(db: Db, connectionId: string, state: VendorState): Promise<boolean> {
  const { rows } = await sql`
    update dispatch_connection set vendor_state = ${JSON.stringify(state)}::jsonb
    where id = ${connectionId} and coalesce((vendor_state ->> 'at')::timestamptz, '-infinity') <= ${state.at}::timestamptz returning id`.execute(
    db,
  )
  return rows.length > 0
}
