// Statements over the milestones of runs.
import type { Insertable } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { AgentActivityTable } from '../../platform/db/tables-runs.generated.ts'

export async function insertActivity(db: Db, row: Insertable<AgentActivityTable>): Promise<void> {
  await db.insertInto('dispatch_agent_activity').values(row).execute()
}

export async function countActivities(db: Db, runId: string): Promise<number> {
  const row = await db
    .selectFrom('dispatch_agent_activity')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('run_id', '=', runId)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/** Newest first, one row more than asked for. */
export function listActivityRows(db: Db, issueId: string, page: { limit: number; before: readonly [string, string] | null }) {
  return db
    .selectFrom('dispatch_agent_activity')
    .select(['id', 'run_id', 'at', 'kind', 'summary', 'data'])
    .where('issue_id', '=', issueId)
    .$if(page.before !== null, (query) => {
      const [at, id] = page.before ?? ['', '']
      return query.where((eb) => eb(eb.refTuple('at', 'id'), '<', eb.tuple(new Date(at), id)))
    })
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
    .execute()
}
