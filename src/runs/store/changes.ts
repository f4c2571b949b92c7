// Changes in the event log after which a refused start may be possible.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'

const types = [
  'workspace.updated',
  'agent.created',
  'agent.updated',
  'repository.connected',
  'repository.updated',
  'issue.updated',
]

/** The newest such event of each workspace that nobody has heeded; of issues only a new repository or label counts. */
export async function listUnseenChanges(db: Db): Promise<{ workspace_id: string; seq: number }[]> {
  const result = await sql<{ workspace_id: string; seq: number }>`
    select w.id as workspace_id, c.seq from dispatch_workspace w
    left join dispatch_setting s on s.key = 'runs.changes_seen.' || w.id
    join lateral (
      select max(e.seq) as seq from dispatch_event e
      where e.workspace_id = w.id and e.type = any (${types}::text[]) and e.seq > coalesce((s.value ->> 'seq')::bigint, 0)
        and (e.type <> 'issue.updated' or (e.payload -> 'changes') ?| array['repository', 'labels'])
    ) c on c.seq is not null
    where w.deleted_at is null`.execute(db)
  return result.rows
}

export async function markChangesSeen(db: Db, seen: { workspaceId: string; seq: number; now: Date }): Promise<void> {
  const row = { value: JSON.stringify({ seq: seen.seq }), updated_at: seen.now }
  await db
    .insertInto('dispatch_setting')
    .values({ key: `runs.changes_seen.${seen.workspaceId}`, ...row })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute()
}
