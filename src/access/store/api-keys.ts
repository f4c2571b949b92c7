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
  /** The agent that it speaks for. */
  agent_id?: string | null
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
    .leftJoin('dispatch_agent as a', (join) => join.onRef('a.id', '=', 'k.agent_id').on('a.deleted_at', 'is', null))
    .select(['k.id', 'k.workspace_id', 'k.name', 'k.scopes', 'k.last_used_at', 'a.id as agent_id'])
    .where('k.key_hash', '=', keyHash)
    .where('k.revoked_at', 'is', null)
    .where('w.deleted_at', 'is', null)
    .executeTakeFirst()
}

export async function isApiKeyLive(db: Db, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('dispatch_api_key as k')
    .innerJoin('dispatch_workspace as w', 'w.id', 'k.workspace_id')
    .select('k.id')
    .where('k.id', '=', id)
    .where('k.revoked_at', 'is', null)
    .where('w.deleted_at', 'is', null)
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

const shown = [
  'k.id',
  'k.name',
  'k.key_hint',
  'k.scopes',
  'k.created_by',
  'k.created_at',
  'k.last_used_at',
  'k.revoked_at',
  'a.id as agent_id',
  'a.name as agent_name',
] as const

function selectShown(db: Db, workspaceId: string) {
  return db
    .selectFrom('dispatch_api_key as k')
    .leftJoin('dispatch_agent as a', (join) => join.onRef('a.id', '=', 'k.agent_id').on('a.deleted_at', 'is', null))
    .select(shown)
    .where('k.workspace_id', '=', workspaceId)
}

export function selectApiKeys(
  db: Db,
  page: { workspaceId: string; after: readonly [string, string] | undefined; limit: number },
) {
  return selectShown(db, page.workspaceId)
    .$if(page.after !== undefined, (qb) =>
      qb.where((eb) =>
        eb(eb.refTuple('k.created_at', 'k.id'), '<', eb.tuple(new Date(page.after?.[0] ?? 0), page.after?.[1] ?? '')),
      ),
    )
    .orderBy('k.created_at', 'desc')
    .orderBy('k.id', 'desc')
    .limit(page.limit)
    .execute()
}

export async function countLiveApiKeys(db: Db, workspaceId: string): Promise<number> {
  const { count } = await db
    .selectFrom('dispatch_api_key')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .where('revoked_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

export function findApiKey(db: Db, workspaceId: string, id: string) {
  return selectShown(db, workspaceId).where('k.id', '=', id).executeTakeFirst()
}

export type ApiKeyRow = NonNullable<Awaited<ReturnType<typeof findApiKey>>>

/** The ids of those that were alive: their workspace ends. */
export async function revokeApiKeysOf(db: Db, workspaceId: string, now: Date): Promise<string[]> {
  const rows = await db
    .updateTable('dispatch_api_key')
    .set({ revoked_at: now })
    .where('workspace_id', '=', workspaceId)
    .where('revoked_at', 'is', null)
    .returning('id')
    .execute()
  return rows.map((row) => row.id)
}

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
