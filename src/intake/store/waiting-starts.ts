// SQL about runs that wait for what vendors tell.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'

/** Whether the newest start that somebody waits for was refused for too few occurrences, and so many were seen by now. */
export async function hasEnoughNow(db: Db, issueId: string, atLeast: number): Promise<boolean> {
  const { rows } = await sql<{ is_enough: boolean }>`
    select coalesce((
        select d.reason = 'min_occurrences' from dispatch_decision d
        where d.issue_id = ${issueId} and d.inputs ? 'agent_id' and not (d.result = 'refuse' and coalesce(d.inputs ->> 'cause', '') = 'api')
        order by d.at desc, d.id desc limit 1
      ), false)
      and (select coalesce(sum(occurrences), 0) from dispatch_external_issue where issue_id = ${issueId} and is_error_source) >= ${atLeast}::int8
      as is_enough`.execute(db)
  return rows[0]?.is_enough ?? false
}

/** Whether a run of the issue waits for a time. */
export async function hasDelayedRun(db: Db, issueId: string): Promise<boolean> {
  const row = await db
    .selectFrom('dispatch_run')
    .select('id')
    .where('issue_id', '=', issueId)
    .where('state', '=', 'queued')
    .where('not_before', 'is not', null)
    .executeTakeFirst()
  return row !== undefined
}
