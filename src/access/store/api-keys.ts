// Statements about API keys.
import type { Actor, Scope } from '../../platform/context.ts'
import type { Db } from '../../platform/db/open-database.ts'

export interface NewApiKeyRow {
  id: string
  workspace_id: string
  name: string
  key_hash: string
  key_hint: string
  scopes: Scope[]
  created_by: Actor
  created_at: Date
}

export async function insertApiKey(db: Db, row: NewApiKeyRow): Promise<void> {
  await db.insertInto('dispatch_api_key').values(row).execute()
}

/** The key behind a token, unless it was revoked or its workspace deleted. */
export function findLiveApiKey(db: Db, keyHash: string) {
  return db
    .selectFrom('dispatch_api_key as k')
    .innerJoin('dispatch_workspace as w', 'w.id', 'k.workspace_id')
    .select(['k.id', 'k.workspace_id', 'k.name', 'k.scopes', 'k.last_used_at'])
    .where('k.key_hash', '=', keyHash)
    .where('k.revoked_at', 'is', null)
    .where('w.deleted_at', 'is', null)
    .executeTakeFirst()
}

export async function isApiKeyLive(db: Db, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('dispatch_api_key')
    .select('id')
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

export async function touchApiKey(db: Db, id: string, now: Date): Promise<void> {
  await db
    .updateTable('dispatch_api_key')
    .set({ last_used_at: now })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute()
}

const shown = ['id', 'name', 'key_hint', 'scopes', 'created_by', 'created_at', 'last_used_at', 'revoked_at'] as const

export function selectApiKeys(
  db: Db,
  page: { workspaceId: string; after: readonly [string, string] | undefined; limit: number },
) {
  return db
    .selectFrom('dispatch_api_key')
    .select(shown)
    .where('workspace_id', '=', page.workspaceId)
    .$if(page.after !== undefined, (qb) =>
      qb.where((eb) => eb(eb.refTuple('created_at', 'id'), '<', eb.tuple(new Date(page.after?.[0] ?? 0), page.after?.[1] ?? ''))),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit)
    .execute()
}

export function findApiKey(db: Db, workspaceId: string, id: string) {
  return db
    .selectFrom('dispatch_api_key')
    .select(shown)
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
}

export type ApiKeyRow = NonNullable<Awaited<ReturnType<typeof findApiKey>>>

/** False when it was revoked before. */
export async function revokeApiKeyRow(db: Db, key: { workspaceId: string; id: string; now: Date }): Promise<boolean> {
  const row = await db
    .updateTable('dispatch_api_key')
    .set({ revoked_at: key.now })
    .where('workspace_id', '=', key.workspaceId)
    .where('id', '=', key.id)
    .where('revoked_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}
