// What issues need to know of their workspace, and what every workspace begins with.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { Category } from '../domain/category.ts'

export interface NewPlace {
  prefix: string
  is_demo: boolean
  status: { id: string; name: string; category: Category } | null
  /** The key of the first issue in that column. */
  first_rank: string | null
}

/** How a new issue is called and where it goes: into a column, or the first one of a category. */
export async function readNewPlace(
  db: Db,
  workspaceId: string,
  { statusId, category }: { statusId: string | undefined; category: Category },
): Promise<NewPlace | undefined> {
  const { rows } = await sql<NewPlace>`
    select workspace.prefix, workspace.is_demo, first.rank as first_rank,
      case when status.id is not null then jsonb_build_object('id', status.id, 'name', status.name, 'category', status.category) end as status
    from dispatch_workspace workspace
    left join lateral (
      select id, name, category from dispatch_status
      where workspace_id = workspace.id and case when ${statusId ?? null}::text is null then category = ${category} else id = ${statusId ?? null} end
      order by position, id limit 1
    ) status on true
    left join lateral (
      select rank from dispatch_issue where status_id = status.id and deleted_at is null order by rank, id limit 1
    ) first on true
    where workspace.id = ${workspaceId}`.execute(db)
  return rows[0]
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
