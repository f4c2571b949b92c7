// What the demo reads to know where it stands, and how its workspace is found and put away.

import { sql } from 'kysely'
import type { Db } from '../platform/db/open-database.ts'
import { must } from '../platform/must.ts'

export interface DemoWorkspaceRow {
  id: string
  created_at: Date
}

export function findDemoWorkspace(db: Db): Promise<DemoWorkspaceRow | undefined> {
  return db
    .selectFrom('dispatch_workspace')
    .select(['id', 'created_at'])
    .where('is_demo', '=', true)
    .where('deleted_at', 'is', null)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export interface DemoRow {
  issue_id: string | null
  is_assigned: boolean
  has_active_run: boolean
  plan_state: string | null
  plan_hash: string | null
  plan_at: Date | null
  pushed_branch: string | null
  pull_number: number | null
  pull_state: string | null
  pull_at: Date | null
  fix_state: string | null
  fix_at: Date | null
  merge_sha: string | null
  deployed_at: Date | null
  has_traffic: boolean
}

/** The whole state of the demo's only error, in one row. */
export async function readDemoState(db: Db, workspaceId: string): Promise<DemoRow> {
  const result = await sql<DemoRow>`
    select i.id as issue_id, i.assignee_agent_id is not null as is_assigned,
      exists (select from dispatch_run r where r.issue_id = i.id and r.state <> 'finished') as has_active_run,
      p.state as plan_state, p.content_hash as plan_hash, p.created_at as plan_at,
      (select r.branch from dispatch_run r where r.issue_id = i.id and r.push_state = 'pushed' order by r.created_at desc limit 1) as pushed_branch,
      pr.number::int as pull_number, pr.state as pull_state, pr.updated_at as pull_at,
      f.state as fix_state, f.updated_at as fix_at, f.merge_sha, f.deployed_at,
      exists (select from dispatch_delivery d where d.workspace_id = ${workspaceId} and d.source = 'sentry' and d.received_at > f.deployed_at) as has_traffic
    from (select 1) as one
    left join lateral (
      select * from dispatch_issue i where i.workspace_id = ${workspaceId} and i.deleted_at is null and i.source = 'sentry' order by i.number limit 1
    ) i on true
    left join lateral (select * from dispatch_plan p where p.issue_id = i.id order by p.version desc limit 1) p on true
    left join lateral (
      select pr.* from dispatch_issue_pr ip join dispatch_pull_request pr on pr.id = ip.pull_request_id
      where ip.issue_id = i.id order by pr.created_at desc limit 1
    ) pr on true
    left join lateral (select * from dispatch_fix_attempt f where f.issue_id = i.id order by f.created_at desc limit 1) f on true`.execute(
    db,
  )
  return must(result.rows[0], 'a select over one row returned none')
}

export async function deleteWorkspaceRow(db: Db, id: string, now: Date): Promise<void> {
  await db.updateTable('dispatch_workspace').set({ deleted_at: now }).where('id', '=', id).where('is_demo', '=', true).execute()
}

/** People who looked at the workspace look at the default one again. */
export async function leaveWorkspace(db: Db, id: string): Promise<void> {
  await sql`
    update dispatch_session set workspace_id = (select w.id from dispatch_workspace w where w.is_default)
    where workspace_id = ${id}`.execute(db)
}
