// SQL about errors that are found by asking: how far that has come, and which of them are news.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'

const keyOf = (workspaceId: string) => `intake.sentry_asked.${workspaceId}`

/** Null before the first look. */
export async function findAskedUntil(db: Db, workspaceId: string): Promise<Date | null> {
  const row = await db
    .selectFrom('dispatch_setting')
    .select('updated_at')
    .where('key', '=', keyOf(workspaceId))
    .executeTakeFirst()
  return row?.updated_at ?? null
}

export async function writeAskedUntil(db: Db, workspaceId: string, until: Date): Promise<void> {
  const row = { value: JSON.stringify(until.toISOString()), updated_at: until }
  await db
    .insertInto('dispatch_setting')
    .values({ key: keyOf(workspaceId), ...row })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute()
}

/** Those of the errors that nobody has told of as new, and that no issue tracks. One that was deleted here is no news. */
export async function listUntold(db: Db, workspaceId: string, objectKeys: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ object_key: string }>`
    select k.object_key from unnest(${objectKeys}::text[]) as k (object_key)
    where not exists (
        select from dispatch_signal s where s.workspace_id = ${workspaceId} and s.object_key = k.object_key and s.kind = 'error_issue_created')
      and not exists (
        select from dispatch_external_issue x where x.workspace_id = ${workspaceId} and x.source = 'sentry'
          and 'sentry:issue:' || x.external_id = k.object_key)`.execute(db)
  return rows.map((row) => row.object_key)
}
