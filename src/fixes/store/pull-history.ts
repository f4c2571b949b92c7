// SQL about what happened to pull requests and to the issues that they close, for a replay of both.
import { sql } from 'kysely'
import { z } from 'zod'
import type { Recorded } from '../../intake/domain/fold.ts'
import { pullRequestKey } from '../../intake/domain/object-key.ts'
import type { PullRequestChanged } from '../../intake/domain/signal.ts'
import { type Category, categories } from '../../issues/domain/category.ts'
import type { Db } from '../../platform/db/open-database.ts'

/** More changes than any pull request has. */
const longestHistory = 2_000

/** All that was said about one pull request, without its long text. */
export async function loadPullSignals(db: Db, workspaceId: string, objectKey: string): Promise<Recorded<PullRequestChanged>[]> {
  const rows = await db
    .selectFrom('dispatch_signal')
    .select(['delivery_seq', sql<unknown>`payload || '{"body": ""}'`.as('payload')])
    .where('workspace_id', '=', workspaceId)
    .where('object_key', '=', objectKey)
    .where('kind', '=', 'pull_request_changed')
    .orderBy('occurred_at', 'desc')
    .limit(longestHistory)
    .execute()
  return rows.map((row) => ({ deliverySeq: row.delivery_seq, signal: asPullSignal(row.payload) }))
}

/** Intake writes payloads of this kind from this very type. */
function asPullSignal(payload: unknown): PullRequestChanged {
  return payload as PullRequestChanged
}

export interface ClosingPull {
  id: string
  repository: string
  number: number
  state: 'open' | 'draft' | 'closed' | 'merged'
  base_branch: string | null
  default_branch: string | null
  merged_at: Date | null
  created_at: Date
  release_pull_id: string | null
}

/** The pull requests that close an issue, each with the default branch of its repository. */
export function listClosingPulls(db: Db, issueId: string): Promise<ClosingPull[]> {
  return db
    .selectFrom('dispatch_issue_pr as link')
    .innerJoin('dispatch_pull_request as pull', 'pull.id', 'link.pull_request_id')
    .leftJoin('dispatch_repository as repository', 'repository.id', 'pull.repository_id')
    .select(['pull.id', 'pull.repository', 'pull.number', 'pull.state', 'pull.base_branch', 'pull.merged_at', 'pull.created_at'])
    .select(['pull.release_pull_id', 'repository.default_branch'])
    .where('link.issue_id', '=', issueId)
    .where('link.link_kind', '=', 'closes')
    .where('link.unlinked_at', 'is', null)
    .orderBy('pull.id')
    .limit(100)
    .execute()
}

const categorySchema = z.enum(categories)

export interface IssueMove {
  at: Date
  category: Category
  /** The code of its cause; null for a person's own move. */
  cause: string | null
  /** When what caused it happened, where that was told later; ISO 8601 UTC. */
  happened_at: string | null
  actor_type: string
}

/** Where the issue was filed, then each move, in order. */
export async function listIssueMoves(db: Db, issueId: string): Promise<IssueMove[]> {
  const rows = await db
    .selectFrom('dispatch_issue_history')
    .select(['at', sql<string | null>`payload #>> '{cause,code}'`.as('cause'), sql<string>`actor ->> 'type'`.as('actor_type')])
    .select(sql<string | null>`payload #>> '{cause,happened_at}'`.as('happened_at'))
    .select(sql<unknown>`coalesce(new_value ->> 'category', payload #>> '{issue,status,category}')`.as('category'))
    .where('issue_id', '=', issueId)
    .where('type', 'in', ['issue.created', 'issue.moved'])
    .orderBy('seq')
    .limit(longestHistory)
    .execute()
  return rows.map((row) => ({ ...row, category: categorySchema.parse(row.category) }))
}

/** When a person, or somebody's key, last moved the issue; undefined if nobody did. */
export async function findLastMoveByPerson(db: Db, issueId: string): Promise<Date | undefined> {
  const row = await db
    .selectFrom('dispatch_issue_history')
    .select('at')
    .where('issue_id', '=', issueId)
    .where('type', '=', 'issue.moved')
    .where(sql<boolean>`actor ->> 'type' in ('person', 'key') and coalesce(payload #>> '{cause,code}', 'person') = 'person'`)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.at
}

/** What texts may call an issue: its identifier, and the short ids and addresses of what it is linked to. */
export async function listNamesOfIssues(db: Db, issueIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select workspace.prefix || '-' || issue.number as name
    from dispatch_issue issue join dispatch_workspace workspace on workspace.id = issue.workspace_id
    where issue.id = any (${[...issueIds]}::text[]) and issue.deleted_at is null
    union
    select unnest(array[short_id, '/issues/' || external_id]) from dispatch_external_issue where issue_id = any (${[...issueIds]}::text[])`.execute(
    db,
  )
  return rows.map((row) => row.name).filter(Boolean)
}

/** The newest text of each pull request that contains one of the names. */
export async function listPullsThatName(
  db: Db,
  key: { workspaceId: string; names: readonly string[]; since: Date; limit?: number },
): Promise<PullRequestChanged[]> {
  const patterns = key.names.map((name) => `%${name.replace(/[\\%_]/g, '\\$&')}%`)
  const { rows } = await sql<{ payload: unknown }>`
    select distinct on (object_key) payload from dispatch_signal
    where workspace_id = ${key.workspaceId} and kind = 'pull_request_changed' and object_key like 'github:pull:%' and occurred_at >= ${key.since}
      and concat_ws(' ', payload ->> 'title', payload ->> 'body', payload ->> 'headRef') ilike any (${patterns}::text[])
    order by object_key, occurred_at desc
    limit ${key.limit ?? 50}`.execute(db)
  return rows.map((row) => asPullSignal(row.payload))
}

/** What a pull request said of itself last; null if nobody told of it. */
export async function findPullBody(
  db: Db,
  workspaceId: string,
  { repository, number }: { repository: string; number: number },
): Promise<string | null> {
  const row = await db
    .selectFrom('dispatch_signal')
    .select(sql<string | null>`payload ->> 'body'`.as('body'))
    .where('workspace_id', '=', workspaceId)
    .where('object_key', '=', pullRequestKey(repository, number))
    .where('kind', '=', 'pull_request_changed')
    .orderBy('occurred_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.body ?? null
}

/** Title and body of pull requests as they were told last, by their numbers. */
export async function listPullTexts(
  db: Db,
  workspaceId: string,
  { repository, numbers }: { repository: string; numbers: readonly number[] },
): Promise<Map<number, string>> {
  const keys = numbers.map((number) => pullRequestKey(repository, number))
  const { rows } = await sql<{ number: number; text: string }>`
    select distinct on (object_key) (payload ->> 'number')::int as number, concat_ws(e'\n', payload ->> 'title', payload ->> 'body') as text
    from dispatch_signal
    where workspace_id = ${workspaceId} and kind = 'pull_request_changed' and object_key = any (${keys}::text[])
    order by object_key, occurred_at desc`.execute(db)
  return new Map(rows.map(({ number, text }) => [number, text]))
}
