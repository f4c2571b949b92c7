// Statements about the tokens of runs. A token dies with its run, whether it was revoked or not.
import type { Db } from '../../platform/db/open-database.ts'

export type RunTokenPurpose = 'tools' | 'model'

export async function insertRunToken(
  db: Db,
  row: { token_hash: string; run_id: string; purpose: RunTokenPurpose; created_at: Date },
): Promise<void> {
  await db.insertInto('dispatch_run_token').values(row).execute()
}

export function findLiveRunToken(db: Db, tokenHash: string, purpose: RunTokenPurpose) {
  return db
    .selectFrom('dispatch_run_token as t')
    .innerJoin('dispatch_run as r', 'r.id', 't.run_id')
    .innerJoin('dispatch_agent as a', 'a.id', 'r.agent_id')
    .innerJoin('dispatch_workspace as w', 'w.id', 'r.workspace_id')
    .select(['r.id as run_id', 'r.issue_id', 'r.workspace_id', 'a.name as agent_name'])
    .where('t.token_hash', '=', tokenHash)
    .where('t.purpose', '=', purpose)
    .where('t.revoked_at', 'is', null)
    .where('r.state', '!=', 'finished')
    .where('w.deleted_at', 'is', null)
    .executeTakeFirst()
}

export async function hasLiveToolsToken(db: Db, runId: string): Promise<boolean> {
  const row = await db
    .selectFrom('dispatch_run_token as t')
    .innerJoin('dispatch_run as r', 'r.id', 't.run_id')
    .innerJoin('dispatch_workspace as w', 'w.id', 'r.workspace_id')
    .select('t.token_hash')
    .where('t.run_id', '=', runId)
    .where('t.purpose', '=', 'tools')
    .where('t.revoked_at', 'is', null)
    .where('r.state', '!=', 'finished')
    .where('w.deleted_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

export async function revokeRunTokenRows(db: Db, runId: string, now: Date): Promise<void> {
  await db
    .updateTable('dispatch_run_token')
    .set({ revoked_at: now })
    .where('run_id', '=', runId)
    .where('revoked_at', 'is', null)
    .execute()
}
