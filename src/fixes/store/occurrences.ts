// SQL about occurrences: each time that an error was seen again, once.

import { type Insertable, type Selectable, sql } from 'kysely'
import { jsonbText } from '../../platform/db/jsonb-text.ts'
import type { Db } from '../../platform/db/open-database.ts'
import type { DB } from '../../platform/db/schema.generated.ts'

export type OccurrenceRow = Selectable<DB['dispatch_occurrence']>

/** In one statement; those that are known are not among the rows. Of equal keys one is kept. */
export async function insertOccurrences(
  db: Db,
  occurrences: readonly Insertable<DB['dispatch_occurrence']>[],
): Promise<OccurrenceRow[]> {
  if (occurrences.length === 0) return []
  const columns = sql.raw(
    'id, workspace_id, external_issue_id, issue_id, occurrence_key, occurred_at, release, environment, channel, delivery_id, created_at',
  )
  const { rows } = await sql<OccurrenceRow>`
    insert into dispatch_occurrence (${columns})
    select ${columns} from jsonb_populate_recordset(null::dispatch_occurrence, ${jsonbText(occurrences)}::jsonb)
    on conflict (external_issue_id, occurrence_key) do nothing
    returning *`.execute(db)
  return rows
}

export function findOccurrence(db: Db, workspaceId: string, id: string): Promise<OccurrenceRow | undefined> {
  return db
    .selectFrom('dispatch_occurrence')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Enough to judge any window: its own come first, however many there are after it. */
const mostJudged = 2_000

/** What happened from some time on, the oldest first. Where it is too much, what came after `until` is left out before the rest. */
export async function listOccurrences(
  db: Db,
  issueId: string,
  { since, until }: { since: Date; until: Date },
): Promise<OccurrenceRow[]> {
  const rows = await db
    .selectFrom('dispatch_occurrence')
    .selectAll()
    .where('issue_id', '=', issueId)
    .where('occurred_at', '>=', since)
    .orderBy(sql`occurred_at > ${until}`)
    .orderBy('occurred_at', 'desc')
    .orderBy('id', 'desc')
    .limit(mostJudged)
    .execute()
  return rows.sort((a, b) => a.occurred_at.getTime() - b.occurred_at.getTime() || (a.id < b.id ? -1 : 1))
}

/** The releases in which the error was seen before a time. */
export async function listReleasesBefore(db: Db, issueId: string, before: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('dispatch_occurrence')
    .select('release')
    .distinct()
    .where('issue_id', '=', issueId)
    .where('occurred_at', '<', before)
    .where('release', 'is not', null)
    .limit(500)
    .execute()
  return rows.map((row) => row.release ?? '')
}

/** Whether the error was seen in a release before a time. */
export async function wasSeenBefore(
  db: Db,
  issueId: string,
  { release, before }: { release: string; before: Date },
): Promise<boolean> {
  const row = await db
    .selectFrom('dispatch_occurrence')
    .select('id')
    .where('issue_id', '=', issueId)
    .where('release', '=', release)
    .where('occurred_at', '<', before)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Whether so many happened within a span of time; reads no more than those. */
export async function hasOccurrences(
  db: Db,
  issueId: string,
  { from, to, atLeast }: { from: Date; to: Date; atLeast: number },
): Promise<boolean> {
  const rows = await db
    .selectFrom('dispatch_occurrence')
    .select('occurred_at')
    .where('issue_id', '=', issueId)
    .where('occurred_at', '>=', from)
    .where('occurred_at', '<=', to)
    .limit(atLeast)
    .execute()
  return rows.length >= atLeast
}

export async function countOccurrences(db: Db, issueId: string, { since }: { since: Date }): Promise<number> {
  const row = await db
    .selectFrom('dispatch_occurrence')
    .select(sql<number>`count(*)::int8`.as('count'))
    .where('issue_id', '=', issueId)
    .where('occurred_at', '>=', since)
    .executeTakeFirstOrThrow()
  return row.count
}

/** What was found out about where it happened; never overwrites what its hook said. */
export async function nameRelease(
  db: Db,
  id: string,
  { release, environment }: { release: string | null; environment: string | null },
): Promise<void> {
  await sql`
    update dispatch_occurrence set release = coalesce(release, ${release}::text), environment = coalesce(environment, ${environment}::text)
    where id = ${id}`.execute(db)
}

/**
 * Not those of an issue whose fix is still waited for or watched, and never the first of a release: a straggler of an old
 * release is known by it. Returns how many were deleted.
 */
export async function deleteOldOccurrences(db: Db, { before, limit }: { before: Date; limit: number }): Promise<number> {
  const { rows } = await sql`
    delete from dispatch_occurrence where id in (
      select o.id from dispatch_occurrence o
      where o.occurred_at < ${before}
        and not exists (
          select from dispatch_fix_attempt f where f.issue_id = o.issue_id and f.state in ('awaiting_deploy', 'watching'))
        and (o.release is null or exists (
          select from dispatch_occurrence e
          where e.issue_id = o.issue_id and e.release = o.release and (e.occurred_at, e.id) < (o.occurred_at, o.id)))
      limit ${limit})
    returning id`.execute(db)
  return rows.length
}
