// Statements over statuses and labels.
import { type Insertable, sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { DB } from '../../platform/db/schema.generated.ts'

export interface LabelRow {
  id: string
  name: string
  color: string
}

type After<Key> = readonly [key: Key, id: string] | null

export function listStatusRows(db: Db, workspaceId: string, page: { limit: number; after: After<number> }) {
  return db
    .selectFrom('dispatch_status')
    .select(['id', 'name', 'category', 'color', 'position'])
    .where('workspace_id', '=', workspaceId)
    .$if(page.after !== null, (query) =>
      query.where((eb) => eb(eb.refTuple('position', 'id'), '>', eb.tuple(page.after?.[0] ?? 0, page.after?.[1] ?? ''))),
    )
    .orderBy('position')
    .orderBy('id')
    .limit(page.limit + 1)
    .execute()
}

export function listLabelRows(db: Db, workspaceId: string, page: { limit: number; after: After<string> }): Promise<LabelRow[]> {
  return db
    .selectFrom('dispatch_label')
    .select(['id', 'name', 'color'])
    .where('workspace_id', '=', workspaceId)
    .$if(page.after !== null, (query) =>
      query.where((eb) =>
        eb.or([
          eb(sql`lower(name)`, '>', sql`lower(${page.after?.[0] ?? ''})`),
          eb.and([eb(sql`lower(name)`, '=', sql`lower(${page.after?.[0] ?? ''})`), eb('id', '>', page.after?.[1] ?? '')]),
        ]),
      ),
    )
    .orderBy(sql`lower(name)`)
    .orderBy('id')
    .limit(page.limit + 1)
    .execute()
}

export async function insertStatusRow(db: Db, row: Insertable<DB['dispatch_status']>): Promise<void> {
  await db.insertInto('dispatch_status').values(row).execute()
}

export async function changeStatusRow(db: Db, id: string, changes: { name: string; color: string }): Promise<void> {
  await db.updateTable('dispatch_status').set(changes).where('id', '=', id).execute()
}

export async function writePositions(db: Db, positions: { id: string; position: number }[]): Promise<void> {
  await sql`
    update dispatch_status s set position = p.position
    from jsonb_to_recordset(${JSON.stringify(positions)}::jsonb) as p (id text, position integer)
    where s.id = p.id and s.position <> p.position`.execute(db)
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

/** From the last to the first. */
export async function issuesInStatus(db: Db, id: string): Promise<string[]> {
  const rows = await db
    .selectFrom('dispatch_issue')
    .select('id')
    .where('status_id', '=', id)
    .where('deleted_at', 'is', null)
    .orderBy('rank', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows.map((row) => row.id)
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

/** Locked until the commit. */
export function findLabelRow(db: Db, workspaceId: string, id: string): Promise<LabelRow | undefined> {
  return db
    .selectFrom('dispatch_label')
    .select(['id', 'name', 'color'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

export async function countLabels(db: Db, workspaceId: string): Promise<number> {
  const row = await db
    .selectFrom('dispatch_label')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

export async function insertLabelRow(db: Db, row: Insertable<DB['dispatch_label']>): Promise<void> {
  await db.insertInto('dispatch_label').values(row).execute()
}

export async function changeLabelRow(db: Db, { id, name, color }: LabelRow): Promise<void> {
  await db.updateTable('dispatch_label').set({ name, color }).where('id', '=', id).execute()
}

export async function deleteLabelRow(db: Db, id: string): Promise<void> {
  await db.deleteFrom('dispatch_label').where('id', '=', id).execute()
}

/** By name. */
export function listLabelsOf(db: Db, issueId: string): Promise<LabelRow[]> {
  return db
    .selectFrom('dispatch_issue_label as il')
    .innerJoin('dispatch_label as l', 'l.id', 'il.label_id')
    .select(['l.id', 'l.name', 'l.color'])
    .where('il.issue_id', '=', issueId)
    .orderBy(sql`lower(l.name)`)
    .limit(200)
    .execute()
}
