// Statements over repositories.
import { type Insertable, type Selectable, sql } from 'kysely'
import { type OldestFirstPage, oldestFirst } from '../platform/db/oldest-first.ts'
import type { Db } from '../platform/db/open-database.ts'
import type { DB } from '../platform/db/schema.generated.ts'

export type RepositoryRow = Selectable<DB['dispatch_repository']>

function livingRepositorys(db: Db, workspaceId: string) {
  return db.selectFrom('dispatch_repository').selectAll().where('workspace_id', '=', workspaceId).where('deleted_at', 'is', null)
}

export function listRepositoryRows(db: Db, workspaceId: string): Promise<RepositoryRow[]> {
  return livingRepositorys(db, workspaceId).orderBy('created_at').limit(500).execute()
}

export async function countRepositories(db: Db, workspaceId: string): Promise<number> {
  const { count } = await db
    .selectFrom('dispatch_repository')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

export function pageRepositoryRows(db: Db, workspaceId: string, page: OldestFirstPage): Promise<RepositoryRow[]> {
  return oldestFirst(livingRepositorys(db, workspaceId), page).execute()
}

export function findRepositoryRow(db: Db, workspaceId: string, id: string): Promise<RepositoryRow | undefined> {
  return livingRepositorys(db, workspaceId).where('id', '=', id).executeTakeFirst()
}

export function insertRepositoryRow(db: Db, row: Insertable<DB['dispatch_repository']>): Promise<RepositoryRow> {
  return db.insertInto('dispatch_repository').values(row).returningAll().executeTakeFirstOrThrow()
}

export type RepositoryChanges = Partial<
  Pick<
    RepositoryRow,
    | 'name'
    | 'default_branch'
    | 'setup_command'
    | 'test_command'
    | 'guarded_paths'
    | 'staging_branches'
    | 'is_default'
    | 'deleted_at'
  >
>

export function changeRepositoryRow(db: Db, id: string, changes: RepositoryChanges): Promise<RepositoryRow> {
  return db.updateTable('dispatch_repository').set(changes).where('id', '=', id).returningAll().executeTakeFirstOrThrow()
}

/** Held until the end of the transaction: whoever else chooses a default meanwhile waits, and then sees this one. */
export async function clearDefaultRepository(db: Db, workspaceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('dispatch_repository'), hashtext(${workspaceId}))`.execute(db)
  await db
    .updateTable('dispatch_repository')
    .set({ is_default: false })
    .where('workspace_id', '=', workspaceId)
    .where('is_default', '=', true)
    .execute()
}

export async function countActiveRunsOf(db: Db, repositoryId: string): Promise<number> {
  const result = await sql<{
    count: number
  }>`select count(*)::int as count from dispatch_run where repository_id = ${repositoryId} and state <> 'finished'`.execute(db)
  return result.rows[0]?.count ?? 0
}
