// Statements over saved views.
import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { Db } from '../platform/db/open-database.ts'
import type { ViewTable } from '../platform/db/tables-issues.generated.ts'

export type ViewRow = Selectable<ViewTable>

/** The shared ones and the person's own, in their order. */
export function listViewRows(db: Db, reader: { workspaceId: string; userId: string }, layout?: ViewRow['layout']) {
  return visible(db, reader)
    .$if(layout !== undefined, (query) => query.where('layout', '=', layout ?? 'list'))
    .orderBy('position')
    .orderBy(sql`lower(name)`)
    .orderBy('id')
    .limit(1000)
    .execute()
}

export function findViewRow(db: Db, reader: { workspaceId: string; userId: string }, id: string): Promise<ViewRow | undefined> {
  return visible(db, reader).where('id', '=', id).executeTakeFirst()
}

/** Locked until the end of the transaction. */
export function lockViewRow(db: Db, reader: { workspaceId: string; userId: string }, id: string): Promise<ViewRow | undefined> {
  return visible(db, reader).where('id', '=', id).forNoKeyUpdate().executeTakeFirst()
}

function visible(db: Db, { workspaceId, userId }: { workspaceId: string; userId: string }) {
  return db
    .selectFrom('dispatch_view')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where((eb) => eb.or([eb('is_shared', '=', true), eb('owner_id', '=', userId)]))
}

/** Held until the end of the transaction, so that nobody saves past the limit. */
export async function lockViews(db: Db, workspaceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('dispatch_view'), hashtext(${workspaceId}))`.execute(db)
}

export async function countViews(db: Db, workspaceId: string, ownerId: string | null): Promise<number> {
  const row = await db
    .selectFrom('dispatch_view')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .$if(ownerId === null, (query) => query.where('is_shared', '=', true))
    .$if(ownerId !== null, (query) => query.where('is_shared', '=', false).where('owner_id', '=', ownerId))
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

export function insertViewRow(db: Db, row: Insertable<ViewTable>): Promise<ViewRow> {
  return db.insertInto('dispatch_view').values(row).returningAll().executeTakeFirstOrThrow()
}

export function changeViewRow(db: Db, id: string, changes: Updateable<ViewTable>, now: Date): Promise<ViewRow> {
  return db
    .updateTable('dispatch_view')
    .set({ ...changes, updated_at: now })
    .set((eb) => ({ revision: eb('revision', '+', 1) }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function deleteViewRow(db: Db, id: string): Promise<void> {
  await db.deleteFrom('dispatch_view').where('id', '=', id).execute()
}

export interface NamedRow {
  kind: 'status' | 'label' | 'assignee'
  id: string
  name: string
}

/** What filters may name in this workspace. */
export async function listNamed(db: Db, workspaceId: string): Promise<NamedRow[]> {
  const result = await sql<NamedRow>`
    select 'status' as kind, id, name from dispatch_status where workspace_id = ${workspaceId}
    union all select 'label', id, name from dispatch_label where workspace_id = ${workspaceId}
    union all select 'assignee', id, name from dispatch_agent where workspace_id = ${workspaceId} and deleted_at is null
    union all select 'assignee', u.id, u.display_name from dispatch_user u where u.kind = 'shared'
      or exists (select from dispatch_member m where m.workspace_id = ${workspaceId} and m.user_id = u.id)`.execute(db)
  return result.rows
}
