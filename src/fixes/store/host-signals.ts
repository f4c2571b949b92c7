// SQL about what was said of one object at the code host, for folds.
import type { Recorded } from '../../intake/domain/fold.ts'
import type { Signal } from '../../intake/domain/signal.ts'
import type { Db } from '../../platform/db/open-database.ts'

/** More than anyone says about one pull request or commit. */
const longestHistory = 2_000

export async function loadHostSignals<K extends 'checks_reported' | 'feedback_given'>(
  db: Db,
  object: { workspaceId: string; objectKey: string; kind: K },
): Promise<Recorded<Extract<Signal, { kind: K }>>[]> {
  const rows = await db
    .selectFrom('dispatch_signal')
    .select(['delivery_seq', 'payload'])
    .where('workspace_id', '=', object.workspaceId)
    .where('object_key', '=', object.objectKey)
    .where('kind', '=', object.kind)
    .orderBy('occurred_at', 'desc')
    .limit(longestHistory)
    .execute()
  return rows.map((row) => ({ deliverySeq: row.delivery_seq, signal: asSignal<K>(row.payload) }))
}

/** Intake writes payloads of a kind from this very type. */
function asSignal<K extends Signal['kind']>(payload: unknown): Extract<Signal, { kind: K }> {
  return payload as Extract<Signal, { kind: K }>
}
