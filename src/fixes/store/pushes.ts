// SQL about pushes: the edges along which a deployed commit is known to contain a merge.
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../platform/db/open-database.ts'

export interface NewPush {
  id: string
  workspace_id: string
  repository: string
  ref: string
  before_sha: string
  after_sha: string
  forced: boolean
  commits: { sha: string; message: string }[]
  pushed_at: Date
}

/** What stands for "no commit", as git writes it. */
export const noCommit = '0'.repeat(40)

/** False when this very push is known. */
export async function insertPush(db: Db, push: NewPush): Promise<boolean> {
  const row = await db
    .insertInto('dispatch_push')
    .values({ ...push, commits: JSON.stringify(push.commits) })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

const storedCommits = z.array(z.object({ sha: z.string(), message: z.string() }))

/** More pushes than a busy repository sees between a merge and its deployment. */
const longestChain = 3_000

/** The newest pushes of a repository from some time on. */
export async function listPushes(db: Db, key: { workspaceId: string; repository: string; since: Date; ref?: string }) {
  const rows = await db
    .selectFrom('dispatch_push')
    .select(['ref', 'before_sha', 'after_sha', 'forced', 'commits', 'pushed_at'])
    .where('workspace_id', '=', key.workspaceId)
    .where(sql<boolean>`lower(repository) = lower(${key.repository})`)
    .where('pushed_at', '>=', key.since)
    .$if(key.ref !== undefined, (query) => query.where('ref', '=', key.ref ?? ''))
    .orderBy('pushed_at', 'desc')
    .limit(longestChain)
    .execute()
  return rows.map((row) => ({ ...row, commits: storedCommits.parse(row.commits) }))
}

export type PushRow = Awaited<ReturnType<typeof listPushes>>[number]

/** The messages of the newest commits that were pushed to a branch. */
export async function listBranchMessages(
  db: Db,
  key: { workspaceId: string; repository: string; ref: string },
): Promise<string[]> {
  const rows = await db
    .selectFrom('dispatch_push')
    .select('commits')
    .where('workspace_id', '=', key.workspaceId)
    .where(sql<boolean>`lower(repository) = lower(${key.repository})`)
    .where('ref', '=', key.ref)
    .orderBy('pushed_at', 'desc')
    .limit(50)
    .execute()
  return rows.flatMap((row) => storedCommits.parse(row.commits).map((commit) => commit.message)).slice(0, 250)
}
