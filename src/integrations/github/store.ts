// SQL about what GitHub still answers, and about the looks at repositories that no webhook tells about.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { Budget } from './budget.ts'

/** Whoever has asked last knows best; of two processes the older word is dropped. */
export async function writeBudget(db: Db, budget: Budget): Promise<void> {
  const { key, lastError } = budget
  await sql`
    insert into dispatch_github_budget as known (key, max_requests, remaining, resets_at, paused_until, asked_at, unchanged, last_error, last_error_at)
    values (${key}, ${budget.limit}, ${budget.remaining}, ${budget.resetsAt}, ${budget.pausedUntil}, ${budget.askedAt}, ${budget.unchanged},
      ${lastError?.sentence ?? null}, ${lastError?.at ?? null})
    on conflict (key) do update set max_requests = excluded.max_requests, remaining = excluded.remaining, resets_at = excluded.resets_at,
      paused_until = excluded.paused_until, asked_at = excluded.asked_at, unchanged = excluded.unchanged,
      last_error = coalesce(excluded.last_error, known.last_error), last_error_at = coalesce(excluded.last_error_at, known.last_error_at)
    where known.asked_at <= excluded.asked_at`.execute(db)
}

/** Those that were spent from in the last day, the one with the least left first. */
export function listBudgets(db: Db, since: Date) {
  return db
    .selectFrom('dispatch_github_budget')
    .select([
      'key',
      'max_requests',
      'remaining',
      'resets_at',
      'paused_until',
      'asked_at',
      'unchanged',
      'last_error',
      'last_error_at',
    ])
    .where('asked_at', '>=', since)
    .orderBy('remaining')
    .orderBy('key')
    .limit(50)
    .execute()
}

/** The repositories of GitHub in a workspace, with the last look at each. */
export function listLooks(db: Db, workspaceId: string) {
  return db
    .selectFrom('dispatch_repository as repository')
    .leftJoin('dispatch_repository_look as look', 'look.repository_id', 'repository.id')
    .select(['repository.full_name', 'look.looked_at', 'look.problem'])
    .where('repository.workspace_id', '=', workspaceId)
    .where('repository.provider', '=', 'github')
    .where('repository.full_name', 'is not', null)
    .where('repository.deleted_at', 'is', null)
    .orderBy('repository.full_name')
    .limit(100)
    .execute()
}

/** Which connections of a workspace can receive webhooks by a secret of their own. */
export async function listHeardConnections(db: Db, workspaceId: string): Promise<{ is_default: boolean }[]> {
  return db
    .selectFrom('dispatch_connection')
    .select('is_default')
    .where('workspace_id', '=', workspaceId)
    .where('source', '=', 'github')
    .where('deleted_at', 'is', null)
    .where(sql<boolean>`cardinality(secrets) > 0`)
    .limit(100)
    .execute()
}
