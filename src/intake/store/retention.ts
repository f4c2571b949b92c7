// SQL that forgets: deliveries that were decided about, and signals that no state is folded from.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'

/** With the policy of the workspace that each belongs to, as stored. */
export function listConnections(db: Db): Promise<{ id: string; policy: unknown }[]> {
  return db
    .selectFrom('dispatch_connection as connection')
    .innerJoin('dispatch_workspace as workspace', 'workspace.id', 'connection.workspace_id')
    .select(['connection.id', 'workspace.policy'])
    .orderBy('connection.id')
    .execute()
}

/** Returns how many were deleted. Their signals stay and forget where they came from. */
export function deleteOldDeliveries(
  db: Db,
  page: { connectionId: string; before: Date; deadBefore: Date; limit: number },
): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ id: string }>`
      select id from dispatch_delivery where connection_id = ${page.connectionId} and received_at < ${page.before}
        and (state in ('processed', 'ignored', 'duplicate') or (state = 'dead' and received_at < ${page.deadBefore}))
      limit ${page.limit} for update skip locked`.execute(trx)
    const ids = rows.map((row) => row.id)
    if (ids.length === 0) return 0
    await sql`update dispatch_signal set delivery_id = null where delivery_id = any (${ids}::text[])`.execute(trx)
    await sql`delete from dispatch_delivery where id = any (${ids}::text[])`.execute(trx)
    return ids.length
  })
}

/**
 * Single events, other workflows than deployments, pushes, which have a table of their own, and alerts that are over: one that fires
 * on is the last word about it, however old. Returns how many were deleted.
 */
export async function deleteOldSignals(db: Db, page: { connectionId: string; before: Date; limit: number }): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    delete from dispatch_signal where id in (
      select id from dispatch_signal old where connection_id = ${page.connectionId} and occurred_at < ${page.before}
        and kind in ('error_occurrence', 'deployment_other', 'push_recorded', 'alerts_cut')
        and (object_key not like 'loki:alert:%' or exists (
          select from dispatch_signal ended where ended.workspace_id = old.workspace_id and ended.object_key = old.object_key
            and ended.kind = 'error_issue_resolved'
            and ended.occurrence_key = 'resolved:' || substr(old.occurrence_key, length('firing:') + 1)))
      limit ${page.limit})
    returning id`.execute(db)
  return rows.length
}
