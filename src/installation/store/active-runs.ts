// Whether anybody works in a workspace just now.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'

export async function countActiveRuns(db: Db, workspaceId: string): Promise<number> {
  const row = await db
    .selectFrom('dispatch_run')
    .select(sql<number>`count(*)::int`.as('runs'))
    .where('workspace_id', '=', workspaceId)
    .where('state', '!=', 'finished')
    .executeTakeFirstOrThrow()
  return row.runs
}
