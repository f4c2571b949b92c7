// SQL about pushes: the edges along which a deployed commit is known to contain a merge.

import { sql } from 'kysely'
import { z } from 'zod'
import { jsonbText } from '../../platform/db/jsonb-text.ts'
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
    .values({ ...push, commits: jsonbText(push.commits) })
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

/** The newest pushes to a branch from some time on, the last one first. */
export async function listBranchPushes(
  db: Db,
  key: { workspaceId: string; repository: string; ref: string; since: Date },
): Promise<{ commits: z.infer<typeof storedCommits> }[]> {
  const rows = await db
    .selectFrom('dispatch_push')
    .select('commits')
    .where('workspace_id', '=', key.workspaceId)
    .where(sql<boolean>`lower(repository) = lower(${key.repository})`)
    .where('ref', '=', key.ref)
    .where('pushed_at', '>', key.since)
    .orderBy('pushed_at', 'desc')
    .limit(50)
    .execute()
  return rows.map((row) => ({ commits: storedCommits.parse(row.commits) }))
}

/** What a commit says that was pushed within some days of a time; its name may be abbreviated. */
export async function findCommitMessage(
  db: Db,
  key: { workspaceId: string; repository: string; sha: string; near: Date; days: number },
): Promise<{ sha: string; message: string } | null> {
  const { rows } = await sql<{ sha: string; message: string }>`
    select told ->> 'sha' as sha, told ->> 'message' as message from dispatch_push push cross join lateral jsonb_array_elements(push.commits) told
    where push.workspace_id = ${key.workspaceId} and lower(push.repository) = lower(${key.repository})
      and push.pushed_at between ${key.near}::timestamptz - interval '1 day' * ${key.days}::int and ${key.near}::timestamptz + interval '1 day' * ${key.days}::int
      and starts_with(told ->> 'sha', ${key.sha})
    order by push.pushed_at desc limit 1`.execute(db)
  return rows[0] ?? null
}
