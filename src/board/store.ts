// What the board and its stream read.
import { type SqlBool, sql } from 'kysely'
import { selectCards } from '../issues/store/card-store.ts'
import type { Db } from '../platform/db/open-database.ts'

export interface ColumnPage {
  perColumn: number
  /** One column only, after a place in it. */
  column?: { statusId: string; after: readonly [rank: string, id: string] | null } | undefined
}

/** The first cards of every column, or the next ones of one, in the order of their ranks. */
export function selectBoardCards(db: Db, workspaceId: string, page: ColumnPage) {
  const after = page.column?.after
  const onlyColumn = page.column ? sql`and st.id = ${page.column.statusId}` : sql``
  const onlyAfter = after ? sql`and (top.rank, top.id) > (${after[0]}, ${after[1]})` : sql``
  return selectCards(db, workspaceId, (issues) =>
    issues
      .where(
        sql<SqlBool>`i.id in (
          select x.id from dispatch_status st cross join lateral (
            select top.id from dispatch_issue top
            where top.status_id = st.id and top.deleted_at is null ${onlyAfter}
            order by top.rank, top.id limit ${page.perColumn + 1}
          ) x
          where st.workspace_id = ${workspaceId} ${onlyColumn})`,
      )
      .orderBy('i.rank')
      .orderBy('i.id'),
  ).execute()
}

export async function countColumns(db: Db, workspaceId: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('dispatch_issue')
    .select(['status_id', (eb) => eb.fn.countAll<number>().as('count')])
    .where('workspace_id', '=', workspaceId)
    .where('deleted_at', 'is', null)
    .groupBy('status_id')
    .execute()
  return new Map(rows.map((row) => [row.status_id, Number(row.count)]))
}

/** The log after a position, oldest first. */
export function readEventsAfter(db: Db, workspaceId: string, page: { after: number; limit: number }) {
  return db
    .selectFrom('dispatch_event')
    .select([
      'seq',
      'at',
      'type',
      'subject_type',
      'subject_id',
      'issue_id',
      'run_id',
      'actor',
      sql<unknown>`payload -> 'changes'`.as('changes'),
    ])
    .where('workspace_id', '=', workspaceId)
    .where('seq', '>', page.after)
    .orderBy('seq')
    .limit(page.limit)
    .execute()
}

export type EventRow = Awaited<ReturnType<typeof readEventsAfter>>[number]
