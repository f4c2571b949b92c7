// Finds what people name: statuses, labels, assignees, repositories, by id or by name in any case.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import { type Category, categories } from '../domain/category.ts'

export interface StatusRow {
  id: string
  name: string
  category: Category
  color: string
  position: number
}

export function listStatuses(db: Db, workspaceId: string): Promise<StatusRow[]> {
  return db
    .selectFrom('dispatch_status')
    .select(['id', 'name', 'category', 'color', 'position'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('position')
    .orderBy('id')
    .execute()
}

/** One change of order at a time in a workspace; everything else goes on. */
export async function lockColumns(db: Db, workspaceId: string): Promise<void> {
  await db
    .selectFrom('dispatch_status')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
}

/** By id, then exact name, then category (its first column). */
export async function findStatus(db: Db, workspaceId: string, text: string): Promise<StatusRow | undefined> {
  const statuses = await listStatuses(db, workspaceId)
  return (
    statuses.find((status) => status.id === text) ??
    statuses.find((status) => status.name.toLowerCase() === text.toLowerCase()) ??
    statuses.find((status) => categories.some((category) => category === text) && status.category === text)
  )
}

export async function findLabels(db: Db, workspaceId: string, texts: string[]): Promise<{ id: string; name: string }[]> {
  if (texts.length === 0) return []
  return db
    .selectFrom('dispatch_label')
    .select(['id', 'name'])
    .where('workspace_id', '=', workspaceId)
    .where((eb) =>
      eb.or([
        eb('id', 'in', texts),
        eb(
          sql<string>`lower(name)`,
          'in',
          texts.map((text) => text.toLowerCase()),
        ),
      ]),
    )
    .execute()
}

/** By name, so many as a sentence has room for. */
export async function someLabelNames(db: Db, workspaceId: string, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('dispatch_label')
    .select('name')
    .where('workspace_id', '=', workspaceId)
    .orderBy('name')
    .limit(limit)
    .execute()
  return rows.map(({ name }) => name)
}

export interface AssigneeRow {
  type: 'agent' | 'person'
  id: string
  name: string
  enabled: boolean
}

export async function findAssignee(db: Db, workspaceId: string, text: string): Promise<AssigneeRow | undefined> {
  const name = text.toLowerCase()
  const rows = await sql<AssigneeRow>`
    select 'agent' as type, id, name, enabled from dispatch_agent
    where workspace_id = ${workspaceId} and deleted_at is null and (id = ${text} or lower(name) = ${name})
    union all
    select 'person', u.id, u.display_name, true from dispatch_user u
    where (u.id = ${text} or lower(u.display_name) = ${name})
      and (u.kind = 'shared' or exists (select from dispatch_member m where m.user_id = u.id and m.workspace_id = ${workspaceId}))
    limit 2`.execute(db)
  return rows.rows.find((row) => row.id === text) ?? rows.rows[0]
}

export function findRepository(db: Db, workspaceId: string, text: string): Promise<{ id: string; name: string } | undefined> {
  const name = text.toLowerCase()
  return db
    .selectFrom('dispatch_repository')
    .select(['id', 'name'])
    .where('workspace_id', '=', workspaceId)
    .where('deleted_at', 'is', null)
    .where((eb) =>
      eb.or([eb('id', '=', text), eb(sql<string>`lower(name)`, '=', name), eb(sql<string>`lower(full_name)`, '=', name)]),
    )
    .executeTakeFirst()
}

/** The labels of these names, made where they are missing. */
export async function ensureLabels(
  db: Db,
  workspaceId: string,
  labels: { id: string; name: string; color: string; now: Date }[],
): Promise<{ id: string; name: string }[]> {
  if (labels.length === 0) return []
  const names = labels.map((label) => label.name)
  const known = await findLabels(db, workspaceId, names)
  // Nearly always they are there, and nothing needs to be written.
  if (names.every((name) => known.some((label) => label.name.toLowerCase() === name.toLowerCase()))) return known
  await db
    .insertInto('dispatch_label')
    .values(
      labels.map((label) => ({
        id: label.id,
        workspace_id: workspaceId,
        name: label.name,
        color: label.color,
        created_at: label.now,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return findLabels(db, workspaceId, names)
}
