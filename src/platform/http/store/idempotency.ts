// Statements about requests that carry an Idempotency-Key.
import type { Db } from '../../db/open-database.ts'

export interface KeyedRequest {
  actor: string
  path: string
  key: string
  bodyHash: string
  /** When this attempt began; it also tells a request that was taken over from the one that took over. */
  startedAt: Date
}

export interface KeptAnswer {
  status: number
  headers: Record<string, string>
  /** Null: the answer is not kept. */
  body: string | null
}

/**
 * True for the one request that may run: the first under its key, or the next after it expired, or the same one again
 * after it was abandoned.
 */
export async function claimKey(
  db: Db,
  request: KeyedRequest,
  limits: { expiredBefore: Date; abandonedBefore: Date },
): Promise<boolean> {
  const { actor, path, key, bodyHash, startedAt } = request
  const fresh = { body_hash: bodyHash, state: 'running' as const, status: null, headers: null, body: null, created_at: startedAt }
  const row = await db
    .insertInto('dispatch_idempotency')
    .values({ actor, path, key, ...fresh })
    .onConflict((conflict) =>
      conflict
        .columns(['actor', 'path', 'key'])
        .doUpdateSet(fresh)
        .where((eb) =>
          eb.or([
            eb('dispatch_idempotency.created_at', '<', limits.expiredBefore),
            eb.and([
              eb('dispatch_idempotency.state', '=', 'running'),
              eb('dispatch_idempotency.body_hash', '=', bodyHash),
              eb('dispatch_idempotency.created_at', '<', limits.abandonedBefore),
            ]),
          ]),
        ),
    )
    .returning('key')
    .executeTakeFirst()
  return row !== undefined
}

export function findKey(db: Db, request: KeyedRequest) {
  return db
    .selectFrom('dispatch_idempotency')
    .select(['state', 'body_hash', 'status', 'headers', 'body'])
    .where('actor', '=', request.actor)
    .where('path', '=', request.path)
    .where('key', '=', request.key)
    .executeTakeFirst()
}

/** Changes nothing if another request took over in the meantime. */
export async function keepAnswer(db: Db, request: KeyedRequest, answer: KeptAnswer): Promise<void> {
  await db
    .updateTable('dispatch_idempotency')
    .set({ state: 'done', ...answer })
    .where('actor', '=', request.actor)
    .where('path', '=', request.path)
    .where('key', '=', request.key)
    .where('state', '=', 'running')
    .where('created_at', '=', request.startedAt)
    .execute()
}

/** The key may be used again, because nothing came of the request. */
export async function releaseKey(db: Db, request: KeyedRequest): Promise<void> {
  await db
    .deleteFrom('dispatch_idempotency')
    .where('actor', '=', request.actor)
    .where('path', '=', request.path)
    .where('key', '=', request.key)
    .where('state', '=', 'running')
    .where('created_at', '=', request.startedAt)
    .execute()
}

export async function deleteExpiredKeys(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('dispatch_idempotency').where('created_at', '<', before).execute()
}
