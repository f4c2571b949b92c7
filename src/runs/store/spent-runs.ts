// Finished runs that still have files on a host.

import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'

export interface Spent {
  host: string
  closedBefore: Date
  finishedBefore: Date
}

export async function listSpentRuns(db: Db, { host, closedBefore, finishedBefore }: Spent): Promise<string[]> {
  const rows = await db
    .selectFrom('dispatch_run as r')
    .innerJoin('dispatch_issue as i', 'i.id', 'r.issue_id')
    .select('r.id')
    .where('r.state', '=', 'finished')
    .where(sql<boolean>`starts_with(r.worker_id, ${`${host}/`})`)
    .where((eb) =>
      eb.or([eb('r.finished_at', '<', finishedBefore), eb('i.closed_at', '<', closedBefore), eb('i.deleted_at', 'is not', null)]),
    )
    // A branch that waits for a person is pushed from the mirror, but somebody may want to look at the rest.
    .where((eb) => eb.or([eb('r.push_state', 'is', null), eb('r.push_state', 'not in', ['pending', 'held'])]))
    .limit(50)
    .execute()
  return rows.map((row) => row.id)
}

/** The run can no longer be resumed. */
export async function forgetPlaceOfRun(db: Db, runId: string): Promise<void> {
  await db
    .updateTable('dispatch_run')
    .set({ worker_id: null, session_id: null })
    .where('id', '=', runId)
    .where('state', '=', 'finished')
    .execute()
}

/** Those of the runs whose commits nobody needs any more. */
export async function listSpentResults(db: Db, runIds: readonly string[], finishedBefore: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from dispatch_run where id = any (${runIds}::text[])
      and state = 'finished' and finished_at < ${finishedBefore} and coalesce(push_state, '') not in ('pending', 'held')`.execute(
    db,
  )
  return rows.map((row) => row.id)
}

/** Also those that were disconnected: their mirrors may still be there. */
export async function listMirroredRepositories(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('dispatch_repository').select('id').orderBy('id').execute()
  return rows.map((row) => row.id)
}
