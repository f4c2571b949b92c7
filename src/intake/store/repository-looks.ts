// SQL about looks at repositories that no webhook tells about: how far they have come.
import type { Db } from '../../platform/db/open-database.ts'

export interface RepositoryLook {
  pulls_until: Date | null
  head_sha: string | null
  looked_at: Date
}

export interface RepositoryToLookAt {
  id: string
  full_name: string
  default_branch: string
}

/** The repositories of GitHub, the one that was looked at longest ago first. */
export async function listRepositoriesToLookAt(db: Db, workspaceId: string): Promise<RepositoryToLookAt[]> {
  const rows = await db
    .selectFrom('dispatch_repository as repository')
    .leftJoin('dispatch_repository_look as look', 'look.repository_id', 'repository.id')
    .select(['repository.id', 'repository.full_name', 'repository.default_branch'])
    .where('repository.workspace_id', '=', workspaceId)
    .where('repository.provider', '=', 'github')
    .where('repository.deleted_at', 'is', null)
    .orderBy('look.looked_at', (order) => order.asc().nullsFirst())
    .orderBy('repository.id')
    .limit(100)
    .execute()
  return rows.flatMap(({ full_name, ...row }) => (full_name ? [{ ...row, full_name }] : []))
}

export function findLook(db: Db, repositoryId: string): Promise<RepositoryLook | undefined> {
  return db
    .selectFrom('dispatch_repository_look')
    .select(['pulls_until', 'head_sha', 'looked_at'])
    .where('repository_id', '=', repositoryId)
    .executeTakeFirst()
}

export interface NewLook {
  repositoryId: string
  workspaceId: string
  pullsUntil: string | null
  headSha: string | null
  now: Date
}

export async function writeLook(db: Db, look: NewLook): Promise<void> {
  const told = { pulls_until: look.pullsUntil, head_sha: look.headSha, looked_at: look.now, problem: null }
  await db
    .insertInto('dispatch_repository_look')
    .values({ repository_id: look.repositoryId, workspace_id: look.workspaceId, ...told })
    .onConflict((conflict) => conflict.column('repository_id').doUpdateSet(told))
    .execute()
}

/** Where it had come to stays: the next look takes up there. */
export async function writeLookProblem(db: Db, repositoryId: string, problem: string): Promise<void> {
  await db.updateTable('dispatch_repository_look').set({ problem }).where('repository_id', '=', repositoryId).execute()
}

/** Which of the delivery keys have arrived at one of the workspace's connections. */
export async function listArrived(db: Db, workspaceId: string, keys: readonly string[]): Promise<string[]> {
  if (keys.length === 0) return []
  const rows = await db
    .selectFrom('dispatch_delivery')
    .select('delivery_key')
    .where('workspace_id', '=', workspaceId)
    .where('source', '=', 'github')
    .where('delivery_key', 'in', keys)
    .execute()
  return rows.map((row) => row.delivery_key)
}
