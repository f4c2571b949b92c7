// A page of a list that grows at its end: by creation, then by id.
import { type SelectQueryBuilder, sql } from 'kysely'

export interface OldestFirstPage {
  limit: number
  /** The creation and the id of the last row before. */
  after: readonly [createdAt: string, id: string] | undefined
}

/** Narrows to the page, and one row more, which tells whether another follows; for a query over one table. */
export function oldestFirst<DB, T extends keyof DB, O>(
  query: SelectQueryBuilder<DB, T, O>,
  { limit, after }: OldestFirstPage,
): SelectQueryBuilder<DB, T, O> {
  const rest = after
    ? query.where(sql<boolean>`(created_at, id) > (${new Date(after[0])}::timestamptz, ${after[1]}::text)`)
    : query
  return rest
    .orderBy(sql`created_at`)
    .orderBy(sql`id`)
    .limit(limit + 1)
}
