// Statements about workspaces.
import type { Selectable } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { WorkspaceTable } from '../../platform/db/tables-access.generated.ts'

export type WorkspaceRow = Selectable<WorkspaceTable>

export interface NewWorkspaceRow {
  id: string
  name: string
  prefix: string
  is_default: boolean
  is_demo: boolean
  policy: object
  created_at: Date
}

/** The workspace and its two counters, in one statement. */
export async function insertWorkspace(db: Db, row: NewWorkspaceRow): Promise<void> {
  await db
    .with('workspace', (qb) => qb.insertInto('dispatch_workspace').values(row).returning('id'))
    .with('event_counter', (qb) =>
      qb
        .insertInto('dispatch_event_counter')
        .columns(['workspace_id'])
        .expression((eb) => eb.selectFrom('workspace').select('id')),
    )
    .insertInto('dispatch_issue_counter')
    .columns(['workspace_id'])
    .expression((eb) => eb.selectFrom('workspace').select('id'))
    .execute()
}

export function findWorkspace(db: Db, id: string): Promise<WorkspaceRow | undefined> {
  return db.selectFrom('dispatch_workspace').selectAll().where('id', '=', id).where('deleted_at', 'is', null).executeTakeFirst()
}

/** Holds the row until the transaction ends, so that two changes do not overwrite each other. */
export function lockWorkspace(db: Db, id: string): Promise<WorkspaceRow | undefined> {
  return db
    .selectFrom('dispatch_workspace')
    .selectAll()
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .forNoKeyUpdate() // events of other transactions reference the workspace: a stronger lock deadlocks with them
    .executeTakeFirst()
}

export function findDefaultWorkspaceRow(db: Db): Promise<WorkspaceRow | undefined> {
  return db
    .selectFrom('dispatch_workspace')
    .selectAll()
    .where('is_default', '=', true)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
}

export function selectWorkspaces(db: Db): Promise<WorkspaceRow[]> {
  return db
    .selectFrom('dispatch_workspace')
    .selectAll()
    .where('deleted_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

/** With the person's role in each. */
export function selectWorkspacesOf(db: Db, userId: string) {
  return db
    .selectFrom('dispatch_workspace as w')
    .innerJoin('dispatch_member as m', 'm.workspace_id', 'w.id')
    .selectAll('w')
    .select('m.role')
    .where('m.user_id', '=', userId)
    .where('w.deleted_at', 'is', null)
    .orderBy('w.created_at')
    .orderBy('w.id')
    .execute()
}

/** Ends the workspace; its prefix is free again. */
export async function markWorkspaceDeleted(db: Db, id: string, now: Date): Promise<void> {
  await db
    .updateTable('dispatch_workspace')
    .set({ deleted_at: now })
    .where('id', '=', id)
    .where('is_default', '=', false)
    .execute()
}

export async function updateWorkspace(
  db: Db,
  id: string,
  changes: { name: string; prefix: string; prefix_aliases: string[]; policy: object },
): Promise<void> {
  await db.updateTable('dispatch_workspace').set(changes).where('id', '=', id).where('deleted_at', 'is', null).execute()
}
