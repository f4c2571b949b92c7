// What the board and its stream read.
import { type SqlBool, sql } from 'kysely'
import { type IssueQuery, selectCards } from '../issues/store/card-store.ts'
import type { Db } from '../platform/db/open-database.ts'

export interface ColumnPage {
  perColumn: number
  /** Which columns; all without. */
  statusIds: string[] | undefined
  /** A place in the only column. */
  after: readonly [rank: string, id: string] | null
  /** What the filter lets through. */
  narrow(query: IssueQuery): IssueQuery
}

/** The first cards of every column, or the next ones of one, in the order of their ranks. */
export function selectBoardCards(db: Db, workspaceId: string, page: ColumnPage) {
  const { after, statusIds } = page
  const inColumn = page
    .narrow(
      db
        .selectFrom('dispatch_issue as i')
        .innerJoin('dispatch_status as s', 's.id', 'i.status_id')
        .select('i.id')
        .where('i.deleted_at', 'is', null),
    )
    .where(sql<SqlBool>`i.status_id = st.id`)
    .$if(after !== null, (query) => query.where(sql<SqlBool>`(i.rank, i.id) > (${after?.[0] ?? ''}, ${after?.[1] ?? ''})`))
    .orderBy('i.rank')
    .orderBy('i.id')
    .limit(page.perColumn + 1)
  const onlyColumns = statusIds ? sql`and st.id = any (${statusIds}::text[])` : sql``
  return selectCards(db, workspaceId, (issues) =>
    issues
      .where(
        sql<SqlBool>`i.id in (
          select x.id from dispatch_status st cross join lateral (${inColumn}) x where st.workspace_id = ${workspaceId} ${onlyColumns})`,
      )
      .orderBy('i.rank')
      .orderBy('i.id'),
  ).execute()
}

export async function countColumns(
  db: Db,
  workspaceId: string,
  narrow: (query: IssueQuery) => IssueQuery,
): Promise<Map<string, number>> {
  const issues = db
    .selectFrom('dispatch_issue as i')
    .innerJoin('dispatch_status as s', 's.id', 'i.status_id')
    .select('i.id')
    .where('i.workspace_id', '=', workspaceId)
    .where('i.deleted_at', 'is', null)
  const rows = await narrow(issues)
    .clearSelect()
    .select(['i.status_id', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy('i.status_id')
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
      sql<string | null>`payload ->> 'user_id'`.as('user_id'),
    ])
    .where('workspace_id', '=', workspaceId)
    .where('seq', '>', page.after)
    .orderBy('seq')
    .limit(page.limit)
    .execute()
}

export type EventRow = Awaited<ReturnType<typeof readEventsAfter>>[number]
