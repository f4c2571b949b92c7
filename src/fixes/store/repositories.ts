// SQL that finds the repository behind a name that a vendor says.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'

export interface KnownRepository {
  id: string
  /** Credentials of the environment are the default workspace's only. */
  workspace_id: string
  /** As the workspace spells it. */
  full_name: string
  provider: 'github' | 'git'
  git_url: string
  default_branch: string
}

const columns = [
  'id',
  'workspace_id',
  'provider',
  'git_url',
  'default_branch',
  sql<string>`coalesce(full_name, name)`.as('full_name'),
] as const

/** By `owner/name`, or by its own name for a plain git remote, in any case. */
export function findRepository(db: Db, workspaceId: string, name: string): Promise<KnownRepository | undefined> {
  return db
    .selectFrom('dispatch_repository')
    .select(columns)
    .where('workspace_id', '=', workspaceId)
    .where('deleted_at', 'is', null)
    .where(sql<boolean>`lower(coalesce(full_name, name)) = lower(${name})`)
    .orderBy('created_at')
    .executeTakeFirst()
}
