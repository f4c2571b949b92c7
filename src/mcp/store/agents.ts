// The secrets of agents that sign what they report.
import type { Db } from '../../platform/db/open-database.ts'

export interface SigningAgent {
  id: string
  name: string
  workspace_id: string
  event_secret: string | null
}

export function findSigningAgent(db: Db, agentId: string): Promise<SigningAgent | undefined> {
  return db
    .selectFrom('dispatch_agent as a')
    .innerJoin('dispatch_workspace as w', 'w.id', 'a.workspace_id')
    .select(['a.id', 'a.name', 'a.workspace_id', 'a.event_secret'])
    .where('a.id', '=', agentId)
    .where('a.deleted_at', 'is', null)
    .where('w.deleted_at', 'is', null)
    .executeTakeFirst()
}

export function storeAgentSecret(
  db: Db,
  { workspaceId, agentId, sealed }: { workspaceId: string; agentId: string; sealed: string },
) {
  return db
    .updateTable('dispatch_agent')
    .set({ event_secret: sealed })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', agentId)
    .where('deleted_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
}
