// Everything that a workspace is made of, in a form in which two ways to the same end can be compared.
import { sql } from 'kysely'
import type { Db } from '#src/platform/db/open-database.ts'

export type WholeState = Record<string, string[]>

const id = /\b[a-z]{3,4}_[0-9a-hjkmnp-tv-z]{26}\b/g

/** The tables that hold rows of workspaces. */
export async function tablesOfWorkspaces(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and c.column_name = 'workspace_id' and t.table_type = 'BASE TABLE' order by 1`.execute(db)
  return rows.map(({ name }) => name)
}

/** What tells how often something was tried, is counted on when a transaction is lost, or is drawn by lot; and long texts. */
const passing = ['attempts', 'error', 'seq', 'delivery_seq', 'rank', 'body', 'fts']

/**
 * Every row of every table and every job that waits; ids say only what they are ids of, because each run makes its own. Not how often
 * a delivery was tried, nor the jobs that try again.
 */
export async function wholeState(db: Db, workspaceId: string, tables: readonly string[]): Promise<WholeState> {
  // The numbers of events have no gaps; those of deliveries and of the history do.
  const without = (table: string) =>
    sql`array[${sql.join([...passing, 'id'].filter((key) => table !== 'dispatch_event' || key !== 'seq'))}]::text[]`
  const ofTable = (table: string) =>
    sql`select ${sql.lit(table)} as place, to_jsonb(t) - ${without(table)} as row from ${sql.table(table)} t where workspace_id = ${workspaceId}`
  const { rows } = await sql<{ place: string; row: unknown }>`
    ${sql.join(tables.map(ofTable), sql` union all `)}
    union all
    select 'job ' || name, data from dispatch_jobs.job_common
    where state = 'created' and data ->> 'workspace_id' = ${workspaceId}`.execute(db)
  const places = Object.groupBy(rows, ({ place }) => place)
  return Object.fromEntries(
    Object.entries(places).map(([place, found = []]) => [place, found.map(({ row }) => comparable(row)).sort()]),
  )
}

function comparable(row: unknown): string {
  return JSON.stringify(row).replaceAll(id, (found) => found.slice(0, 4))
}
