// Events that agents reported: each once.
import { type Insertable, sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { AgentEventTable } from '../../platform/db/tables-runs.generated.ts'

/** False when the sender sent this event before; waits for another transaction that is just storing it. */
export async function insertAgentEvent(db: Db, row: Insertable<AgentEventTable>): Promise<boolean> {
  const inserted = await db
    .insertInto('dispatch_agent_event')
    .values(row)
    .onConflict((conflict) => conflict.columns(['workspace_id', 'sender_id', 'event_id']).doNothing())
    .returning('event_id')
    .executeTakeFirst()
  return inserted !== undefined
}

export async function findRunIssue(db: Db, workspaceId: string, runId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('dispatch_run')
    .select('issue_id')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', runId)
    .executeTakeFirst()
  return row?.issue_id
}

/** Returns how many were deleted. */
export async function deleteOldAgentEvents(db: Db, { before, limit }: { before: Date; limit: number }): Promise<number> {
  const { rows } = await sql`
    delete from dispatch_agent_event where (workspace_id, sender_id, event_id) in (
      select workspace_id, sender_id, event_id from dispatch_agent_event where received_at < ${before} limit ${limit})
    returning event_id`.execute(db)
  return rows.length
}
