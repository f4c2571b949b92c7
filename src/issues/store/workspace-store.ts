// What issues need to know of their workspace, and what every workspace begins with.
import type { Db } from '../../platform/db/open-database.ts'
import type { Category } from '../domain/category.ts'

export function readWorkspaceFacts(db: Db, workspaceId: string): Promise<{ prefix: string; is_demo: boolean }> {
  return db.selectFrom('dispatch_workspace').select(['prefix', 'is_demo']).where('id', '=', workspaceId).executeTakeFirstOrThrow()
}

export async function insertStatuses(
  db: Db,
  rows: {
    id: string
    workspace_id: string
    name: string
    category: Category
    color: string
    position: number
    created_at: Date
  }[],
): Promise<void> {
  await db
    .insertInto('dispatch_status')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function hasStatuses(db: Db, workspaceId: string): Promise<boolean> {
  const row = await db
    .selectFrom('dispatch_status')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Whether anybody works here already: the demo's issues do not count. */
export async function hasIssues(db: Db): Promise<boolean> {
  const row = await db
    .selectFrom('dispatch_issue as i')
    .innerJoin('dispatch_workspace as w', 'w.id', 'i.workspace_id')
    .select('i.id')
    .where('w.is_demo', '=', false)
    .where('i.deleted_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
