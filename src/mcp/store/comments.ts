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
      // Somebody else's program may have changed what a person wrote.
      sql<boolean>`author ->> 'type' = 'person' and not exists (
        select from dispatch_comment_version v where v.comment_id = dispatch_comment.id and v.replaced_by ->> 'type' <> 'person'
      )`.as('is_by_people'),
    ])
    .where('issue_id', '=', issueId)
    .where('deleted_at', 'is', null)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}
