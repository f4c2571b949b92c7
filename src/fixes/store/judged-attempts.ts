// SQL about attempts that have ended and that news of what happened before may change.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { HeardSource } from './hearing.ts'

/** Newer ones first: more than these are never looked at for one piece of news. */
const mostConcerned = 20

interface News {
  workspaceId: string
  /** When it happened. */
  at: Date
  /** Verdicts that were given before this stay as they are. */
  since: Date
}

/** Clocks of pipelines, vendors and ours differ by no more than this. */
const clockSkew = sql`interval '5 minutes'`

/**
 * Ended attempts of a repository that did not end before the news happened. A verdict is never given before its window ends, but for an
 * early one, which has a last look before it.
 */
export async function listConcernedByCode(db: Db, news: News & { repository: string }): Promise<string[]> {
  const at = sql`${news.at}::timestamptz - ${clockSkew}`
  const { rows } = await sql<{ id: string }>`
    select id from dispatch_fix_attempt
    where workspace_id = ${news.workspaceId} and lower(repository) = lower(${news.repository})
      and verdict_at >= ${news.since} and (verdict_at >= ${at} or next_look_at >= ${at})
      and (state in ('verified', 'inconclusive') and window_ends_at >= ${at}
        or state = 'superseded' and succeeded_at >= ${at}
        or state in ('failed', 'reverted') and coalesce((evidence #>> '{verdict,happenedAt}')::timestamptz, verdict_at) >= ${at})
    order by merged_at desc limit ${mostConcerned}`.execute(db)
  return rows.map((row) => row.id)
}

/** Judged attempts at errors of a vendor, or of one of its projects, whose windows had not ended when the news happened. */
export async function listConcernedByErrors(
  db: Db,
  news: News & { source: HeardSource; project: string | null; states: readonly ('verified' | 'inconclusive')[] },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from dispatch_fix_attempt attempt
    where workspace_id = ${news.workspaceId} and verdict_at >= greatest(${news.since}::timestamptz, ${news.at}::timestamptz)
      and window_ends_at >= ${news.at} and state = any (${[...news.states]}::text[]) and exists (
        select from dispatch_external_issue external
        where external.issue_id = attempt.issue_id and external.is_error_source and external.source = ${news.source}
          and coalesce(external.project = ${news.project}::text, true))
    order by merged_at desc limit ${mostConcerned}`.execute(db)
  return rows.map((row) => row.id)
}

/** Judged attempts at errors of a vendor whose windows a delivery may tell of that came at a time. */
export async function listConcernedByDelivery(
  db: Db,
  { workspaceId, at: receivedAt, since, source, lateSeconds }: News & { source: string; lateSeconds: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from dispatch_fix_attempt attempt
    where workspace_id = ${workspaceId} and verdict_at >= ${since} and state in ('verified', 'inconclusive')
      and deployed_at <= ${receivedAt} and window_ends_at >= ${receivedAt}::timestamptz - interval '1 second' * ${lateSeconds}::int and exists (
        select from dispatch_external_issue external
        where external.issue_id = attempt.issue_id and external.is_error_source and external.source = ${source})
    order by merged_at desc limit ${mostConcerned}`.execute(db)
  return rows.map((row) => row.id)
}
