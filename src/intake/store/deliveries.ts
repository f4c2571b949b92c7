// SQL about deliveries. The row is the queue: what is `received` waits to be processed.
import { sql } from 'kysely'
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
 * One statement, because every webhook pays for it: stores a delivery unless its key is known. An equal body within the
 * repeat window is stored as `duplicate` and never processed. No row: another transaction stored the key at this moment.
 */
export async function storeDelivery(db: Db, delivery: NewDelivery): Promise<StoredDelivery | undefined> {
  const { rows } = await sql<StoredDelivery>`
    with same_key as (
      select id from dispatch_delivery where connection_id = ${delivery.connection_id} and delivery_key = ${delivery.delivery_key}
    ), stored as (
      insert into dispatch_delivery (id, workspace_id, connection_id, source, delivery_key, kind, headers, body, body_sha256, received_at, state)
      select ${delivery.id}, ${delivery.workspace_id}, ${delivery.connection_id}, ${delivery.source}, ${delivery.delivery_key}, ${delivery.kind},
        ${JSON.stringify(delivery.headers)}::jsonb, ${delivery.body}::bytea, ${delivery.body_sha256}, ${delivery.received_at}::timestamptz,
        case when exists (
          select from dispatch_delivery earlier
          where earlier.connection_id = ${delivery.connection_id} and earlier.body_sha256 = ${delivery.body_sha256}
            and earlier.received_at > ${delivery.repeat_since}::timestamptz and earlier.state not in ('duplicate', 'dead')
        ) then 'duplicate' else 'received' end
      where not exists (select from same_key)
      on conflict (connection_id, delivery_key) do nothing
      returning id, state
    )
    select id, state from stored
    union all
    select id, 'duplicate' from same_key`.execute(db)
  return rows[0]
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
