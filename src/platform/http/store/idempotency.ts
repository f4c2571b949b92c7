// Statements about requests that carry an Idempotency-Key.
import { sql } from 'kysely'
import type { Db } from '../../db/open-database.ts'
import type { EventSubject } from '../../events.ts'

export interface KeyedRequest {
  actor: string
  path: string
  key: string
  bodyHash: string
  /** Tells a request that was taken over from the one that took over. */
  attempt: string
  /** When it began, in business time: the key is kept for a day from then on. */
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
 * after it was abandoned without having committed anything.
 */
export async function claimKey(
  db: Db,
  request: KeyedRequest,
  limits: { expiredBefore: Date; abandonedAfterSeconds: number },
): Promise<boolean> {
  const { actor, path, key, bodyHash, attempt, startedAt } = request
  const claimed = { body_hash: bodyHash, state: 'running' as const, attempt, claimed_at: sql<Date>`clock_timestamp()` }
  const fresh = { ...claimed, status: null, headers: null, body: null, subjects: null, created_at: startedAt }
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
              sql<boolean>`dispatch_idempotency.claimed_at < clock_timestamp() - make_interval(secs => ${limits.abandonedAfterSeconds}::float8)`,
            ]),
          ]),
        ),
    )
    .returning('key')
    .executeTakeFirst()
  return row !== undefined
}

/**
 * In the transaction of the work. False when the key is no longer this request's: another one took over, or it was
 * released, so that this transaction may not commit.
 */
export async function markCommitted(db: Db, request: KeyedRequest, subjects: readonly EventSubject[]): Promise<boolean> {
  const row = await db
    .updateTable('dispatch_idempotency')
    .set((eb) => ({
      state: eb
        .case()
        .when('state', '=', 'running')
        .then('committed' as const)
        .else(eb.ref('state'))
        .end(),
      subjects: sql<string>`coalesce(subjects, '[]'::jsonb) || ${JSON.stringify(subjects)}::jsonb`,
    }))
    .where('actor', '=', request.actor)
    .where('path', '=', request.path)
    .where('key', '=', request.key)
    .where('attempt', '=', request.attempt)
    .returning('key')
    .executeTakeFirst()
  return row !== undefined
}

export function findKey(db: Db, request: KeyedRequest) {
  return db
    .selectFrom('dispatch_idempotency')
    .select(['state', 'body_hash', 'status', 'headers', 'body', 'subjects'])
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
    .where('attempt', '=', request.attempt)
    .where('state', 'in', ['running', 'committed'])
    .execute()
}

/** True: the key may be used again. False: something came of the request, and what was committed stays done. */
export async function releaseKey(db: Db, request: KeyedRequest): Promise<boolean> {
  const row = await db
    .deleteFrom('dispatch_idempotency')
    .where('actor', '=', request.actor)
    .where('path', '=', request.path)
    .where('key', '=', request.key)
    .where('attempt', '=', request.attempt)
    .where('state', '=', 'running')
    .returning('key')
    .executeTakeFirst()
  return row !== undefined
}

export async function deleteExpiredKeys(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('dispatch_idempotency').where('created_at', '<', before).execute()
}
