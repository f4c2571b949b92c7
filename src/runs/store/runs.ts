// Statements that find runs and change their state. Every change repeats what it expects.
import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { Actor } from '../../platform/context.ts'
import type { Db } from '../../platform/db/open-database.ts'
import type { RunTable } from '../../platform/db/tables-runs.generated.ts'
import type { RunState } from '../domain/run-state.ts'

export type RunRow = Selectable<RunTable>
export type NewRunRow = Insertable<RunTable>

/** Undefined when the issue has an active run: the unique index has the last word. */
export function insertRun(db: Db, row: NewRunRow): Promise<RunRow | undefined> {
  return db
    .insertInto('dispatch_run')
    .values(row)
    .onConflict((conflict) => conflict.column('issue_id').where('state', '<>', 'finished').doNothing())
    .returningAll()
    .executeTakeFirst()
}

export function findRun(db: Db, workspaceId: string, id: string): Promise<RunRow | undefined> {
  return db.selectFrom('dispatch_run').selectAll().where('workspace_id', '=', workspaceId).where('id', '=', id).executeTakeFirst()
}

export function lockRun(db: Db, workspaceId: string, id: string): Promise<RunRow | undefined> {
  return db
    .selectFrom('dispatch_run')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

export async function findActiveRunId(db: Db, issueId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('dispatch_run')
    .select('id')
    .where('issue_id', '=', issueId)
    .where('state', '<>', 'finished')
    .executeTakeFirst()
  return row?.id
}

/** The newest run of an issue, finished or not. */
export function findNewestRun(db: Db, issueId: string): Promise<RunRow | undefined> {
  return db
    .selectFrom('dispatch_run')
    .selectAll()
    .where('issue_id', '=', issueId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export interface Expected {
  id: string
  /** The claim that the writer holds; absent for writers that need none. */
  fence?: number | undefined
  states: readonly RunState[]
}

/** Changes a run that is in one of the expected states, and under the expected claim; undefined when it is not. */
export function changeRun(db: Db, expected: Expected, changes: Updateable<RunTable>): Promise<RunRow | undefined> {
  return db
    .updateTable('dispatch_run')
    .set(changes)
    .where('id', '=', expected.id)
    .where('state', 'in', [...expected.states])
    .$if(expected.fence !== undefined, (query) => query.where('fence', '=', expected.fence ?? 0))
    .returningAll()
    .executeTakeFirst()
}

/** Asks whoever carries out the run to stop; who asked first stays. Undefined when it is finished. */
export function requestCancel(
  db: Db,
  run: { workspaceId: string; id: string },
  asked: { at: Date; by: Actor },
): Promise<RunRow | undefined> {
  return db
    .updateTable('dispatch_run')
    .set((eb) => ({
      cancel_requested_at: eb.fn.coalesce('cancel_requested_at', eb.val(asked.at)),
      cancel_requested_by: sql`coalesce(cancel_requested_by, ${JSON.stringify(asked.by)}::jsonb)`,
    }))
    .where('workspace_id', '=', run.workspaceId)
    .where('id', '=', run.id)
    .where('state', '<>', 'finished')
    .returningAll()
    .executeTakeFirst()
}

export async function listActiveRunIds(db: Db, workspaceId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('dispatch_run')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('state', '<>', 'finished')
    .orderBy('created_at')
    .execute()
  return rows.map((row) => row.id)
}

/** How many retries that nobody asked for led to this run, newest first until a person's. */
export async function countRetriesBefore(db: Db, runId: string): Promise<number> {
  const result = await sql<{ retries: number }>`
    with recursive chain as (
      select id, parent_run_id, requested_by ->> 'id' as by, 0 as depth from dispatch_run where id = ${runId}
      union all
      select p.id, p.parent_run_id, p.requested_by ->> 'id', chain.depth + 1
      from dispatch_run p join chain on p.id = chain.parent_run_id where chain.by = ${retryActorId} and chain.depth < 20
    )
    select count(*) filter (where by = ${retryActorId})::int as retries from chain`.execute(db)
  return result.rows[0]?.retries ?? 0
}

/** Who asks for automatic retries. */
export const retryActorId = 'retry'

/** Whether a later run goes on from this one. */
export async function hasChild(db: Db, runId: string): Promise<boolean> {
  const row = await db.selectFrom('dispatch_run').select('id').where('parent_run_id', '=', runId).limit(1).executeTakeFirst()
  return row !== undefined
}

/** Where the transcript ends under this claim; undefined when the claim is lost. */
export async function findTranscriptEnd(db: Db, run: { id: string; fence: number }): Promise<number | undefined> {
  const row = await db
    .selectFrom('dispatch_run')
    .select('transcript_seq')
    .where('id', '=', run.id)
    .where('fence', '=', run.fence)
    .where('state', '<>', 'finished')
    .executeTakeFirst()
  return row?.transcript_seq
}
