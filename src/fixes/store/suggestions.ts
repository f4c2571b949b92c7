// SQL about which issues a pull request without one may be about.
import { sql } from 'kysely'
import { z } from 'zod'
import { pullRequestKey } from '../../intake/domain/object-key.ts'
import type { IssueQuery } from '../../issues/filter-issues.ts'
import type { Db } from '../../platform/db/open-database.ts'

/** The last changed; nobody opens a pull request for what was forgotten long ago. */
const mostCandidates = 2_000

/** Issues that somebody may be mending: errors that are open, and what was started. */
export function narrowToOpenWork(query: IssueQuery): IssueQuery {
  return query.where(
    sql<boolean>`(s.category in ('investigating', 'needs_review', 'in_progress', 'in_review') or (s.category = 'backlog'
      and exists (select from dispatch_external_issue x where x.issue_id = i.id and x.is_error_source)))`,
  )
}

export interface SuggestibleRow {
  id: string
  title: string
  description: string
}

/** Without those that the pull request has, or once had, anything to do with. */
export function listSuggestible(db: Db, key: { workspaceId: string; pullId: string }): Promise<SuggestibleRow[]> {
  return narrowToOpenWork(
    db
      .selectFrom('dispatch_issue as i')
      .innerJoin('dispatch_status as s', 's.id', 'i.status_id')
      .select('i.id')
      .where('i.workspace_id', '=', key.workspaceId)
      .where('i.deleted_at', 'is', null),
  )
    .select(['i.title', sql<string>`left(i.description, 4000)`.as('description')])
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('dispatch_issue_pr as link')
            .select('link.id')
            .whereRef('link.issue_id', '=', 'i.id')
            .where('link.pull_request_id', '=', key.pullId),
        ),
      ),
    )
    .orderBy('i.updated_at', 'desc')
    .limit(mostCandidates)
    .execute()
}

const spokenSchema = z.object({ title: z.string(), body: z.string(), authorIsBot: z.boolean() })

/** What a pull request said of itself last; undefined if no delivery told of it. */
export async function findPullText(
  db: Db,
  workspaceId: string,
  { repository, number }: { repository: string; number: number },
): Promise<z.infer<typeof spokenSchema> | undefined> {
  const row = await db
    .selectFrom('dispatch_signal')
    .select('payload')
    .where('workspace_id', '=', workspaceId)
    .where('object_key', '=', pullRequestKey(repository, number))
    .where('kind', '=', 'pull_request_changed')
    .orderBy('occurred_at', 'desc')
    .orderBy('delivery_seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && spokenSchema.parse(row.payload)
}

/** All links that the pull request ever had: suggestions that were dismissed count too. */
export async function countLinks(db: Db, pullId: string): Promise<{ suggested: number; written: number }> {
  const { rows } = await sql<{ suggested: number; written: number }>`
    select count(*) filter (where link_kind = 'suggested')::int as suggested,
      count(*) filter (where link_kind <> 'suggested' and unlinked_at is null)::int as written
    from dispatch_issue_pr where pull_request_id = ${pullId}`.execute(db)
  return rows[0] ?? { suggested: 0, written: 0 }
}
