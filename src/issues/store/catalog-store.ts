// Statements over statuses and labels.
import type { Insertable } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { DB } from '../../platform/db/schema.generated.ts'

export function listLabelRows(db: Db, workspaceId: string) {
  return db
    .selectFrom('dispatch_label')
    .select(['id', 'name', 'color'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('name')
    .limit(1000)
    .execute()
}

export async function insertStatusRow(db: Db, row: Insertable<DB['dispatch_status']>): Promise<void> {
  await db.insertInto('dispatch_status').values(row).execute()
}

export async function changeStatusRow(
  db: Db,
  id: string,
  changes: { name?: string | undefined; color?: string | undefined; position?: number | undefined },
): Promise<void> {
  await db.updateTable('dispatch_status').set(changes).where('id', '=', id).execute()
}

export async function countInStatus(db: Db, id: string): Promise<number> {
  const row = await db
    .selectFrom('dispatch_issue')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('status_id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/** Deleted issues keep a column, though nobody sees them in it. */
export async function moveDeletedIssues(db: Db, from: string, to: string): Promise<void> {
  await db
    .updateTable('dispatch_issue')
    .set({ status_id: to })
    .where('status_id', '=', from)
    .where('deleted_at', 'is not', null)
    .execute()
}

export async function deleteStatusRow(db: Db, id: string): Promise<void> {
  await db.deleteFrom('dispatch_status').where('id', '=', id).execute()
}

export async function insertLabelRow(db: Db, row: Insertable<DB['dispatch_label']>): Promise<void> {
  await db.insertInto('dispatch_label').values(row).execute()
}

export async function changeLabelRow(
  db: Db,
  id: string,
  changes: { name?: string | undefined; color?: string | undefined },
): Promise<void> {
  await db.updateTable('dispatch_label').set(changes).where('id', '=', id).execute()
}

export async function deleteLabelRow(db: Db, id: string): Promise<void> {
  await db.deleteFrom('dispatch_label').where('id', '=', id).execute()
}
