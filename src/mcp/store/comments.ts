// The latest comments of an issue, shortened: what an agent should know of a discussion.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'

/** Newest first, with how many there are. */
export function selectLatestComments(db: Db, issueId: string, { limit, maxChars }: { limit: number; maxChars: number }) {
  return db
    .selectFrom('dispatch_comment')
    .select([
      'id',
      'author',
      'created_at',
      sql<string>`left(body, ${maxChars + 1})`.as('body'),
      sql<number>`count(*) over ()`.as('total'),
    ])
    .where('issue_id', '=', issueId)
    .where('deleted_at', 'is', null)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}
