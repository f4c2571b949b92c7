// SQL about connections as people keep them: listed, changed, their secrets replaced, deleted.
import { type Selectable, sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { DB } from '../../platform/db/schema.generated.ts'

export type ManagedConnection = Selectable<DB['dispatch_connection']>

interface Page {
  workspaceId: string
  after?: { at: string; id: string } | undefined
  limit: number
}

/** Newest first; one more than the limit. */
export function listConnections(db: Db, page: Page): Promise<ManagedConnection[]> {
  return db
    .selectFrom('dispatch_connection')
    .selectAll()
    .where('workspace_id', '=', page.workspaceId)
    .where('deleted_at', 'is', null)
    .$if(page.after !== undefined, (query) =>
      query.where(sql<boolean>`(created_at, id) < (${page.after?.at}::timestamptz, ${page.after?.id})`),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
    .execute()
}

export function findManagedConnection(db: Db, workspaceId: string, id: string): Promise<ManagedConnection | undefined> {
  return db
    .selectFrom('dispatch_connection')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
}

/** The same, held for this transaction: two rotations at once must not lose a secret. */
export function lockManagedConnection(db: Db, workspaceId: string, id: string): Promise<ManagedConnection | undefined> {
  return db
    .selectFrom('dispatch_connection')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

export async function countConnections(db: Db, workspaceId: string): Promise<number> {
  const { count } = await db
    .selectFrom('dispatch_connection')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

export interface ConnectionChanges {
  name?: string
  settings?: object
  /** Sealed. */
  secrets?: string[]
  oldSecretUntil?: Date | null
  deletedAt?: Date
  now: Date
}

export async function changeManagedConnection(db: Db, id: string, changes: ConnectionChanges): Promise<void> {
  await db
    .updateTable('dispatch_connection')
    .set({
      updated_at: changes.now,
      ...(changes.name !== undefined && { name: changes.name }),
      ...(changes.settings && { settings: JSON.stringify(changes.settings) }),
      ...(changes.secrets && { secrets: changes.secrets }),
      ...(changes.oldSecretUntil !== undefined && { old_secret_until: changes.oldSecretUntil }),
      ...(changes.deletedAt && { deleted_at: changes.deletedAt }),
    })
    .where('id', '=', id)
    .execute()
}
