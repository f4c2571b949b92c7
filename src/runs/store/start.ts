// Everything that a start is decided by.

import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { AgentTable, RepositoryTable } from '../../platform/db/tables-runs.generated.ts'
import { must } from '../../platform/must.ts'
import type { RunKind } from '../domain/run-state.ts'

export type AgentRow = Selectable<AgentTable>

/** Holds all starts of the workspace one after another; its policy, or undefined when it was deleted. */
export function lockWorkspaceForStart(db: Db, workspaceId: string): Promise<{ policy: unknown } | undefined> {
  return db
    .selectFrom('dispatch_workspace')
    .select('policy')
    .where('id', '=', workspaceId)
    .where('deleted_at', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

/** By id or name in any case, of those not deleted. */
export function findAgent(db: Db, workspaceId: string, text: string): Promise<AgentRow | undefined> {
  return db
    .selectFrom('dispatch_agent')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('deleted_at', 'is', null)
    .where((eb) => eb.or([eb('id', '=', text), eb(sql<string>`lower(name)`, '=', text.toLowerCase())]))
    .orderBy(sql`id = ${text}`, 'desc')
    .limit(1)
    .executeTakeFirst()
}

export function findDefaultAgent(db: Db, workspaceId: string): Promise<AgentRow | undefined> {
  return db
    .selectFrom('dispatch_agent')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('deleted_at', 'is', null)
    .where('is_default', '=', true)
    .executeTakeFirst()
}

/** The issue's own repository, else the one its error's project is mapped to, else the default one, else the only one. */
export async function findRepositoryOfIssue(db: Db, issueId: string): Promise<Selectable<RepositoryTable> | undefined> {
  const candidates = await db
    .selectFrom('dispatch_issue as i')
    .innerJoin('dispatch_repository as r', 'r.workspace_id', 'i.workspace_id')
    .selectAll('r')
    .select(sql<boolean>`r.id = i.repository_id`.as('is_own'))
    .select(
      sql<boolean>`exists (
        select from dispatch_external_issue x join dispatch_repository_mapping m
          on m.workspace_id = x.workspace_id and m.source = x.source and m.project_key = x.project
        where x.issue_id = i.id and m.repository_id = r.id)`.as('is_mapped'),
    )
    .where('i.id', '=', issueId)
    .where('r.deleted_at', 'is', null)
    .orderBy('r.created_at')
    .orderBy('r.id')
    .execute()
  const found =
    candidates.find((row) => row.is_own) ??
    candidates.find((row) => row.is_mapped) ??
    candidates.find((row) => row.is_default) ??
    (candidates.length === 1 ? candidates[0] : undefined)
  if (!found) return undefined
  const { is_own, is_mapped, ...repository } = found
  return repository
}

export interface IssueFactsRow {
  needs_human: boolean
  occurrences: number | null
  first_seen: Date | null
  /** Since when the error tracker is asked for more about it; null when it was, or nobody asks. */
  enriching_since: Date | null
  last_run_ended: Date | null
  approved_plan_id: string | null
  approved_base_sha: string | null
  branch_is_used_up: boolean
}

/** What is known about the issue that a run would work on. */
export async function readIssueFacts(db: Db, issueId: string): Promise<IssueFactsRow> {
  const result = await sql<IssueFactsRow>`
    select
      exists (select from dispatch_issue_label il join dispatch_label l on l.id = il.label_id
        where il.issue_id = i.id and lower(l.name) = 'needs human') as needs_human,
      x.occurrences, x.first_seen,
      (select max(e.created_at) from dispatch_external_issue e
        where e.issue_id = i.id and e.is_error_source and e.source = 'sentry' and not e.metadata ? 'enriched_at') as enriching_since,
      (select max(r.finished_at) from dispatch_run r
        where r.issue_id = i.id and r.kind <> 'implement' and r.parent_run_id is null and r.started_at is not null) as last_run_ended,
      p.id as approved_plan_id, p.base_sha as approved_base_sha,
      exists (select from dispatch_pull_request pr join dispatch_issue_pr ip on ip.pull_request_id = pr.id
        where ip.issue_id = i.id and pr.head_branch = i.branch and pr.state in ('closed', 'merged'))
        and not exists (select from dispatch_pull_request pr join dispatch_issue_pr ip on ip.pull_request_id = pr.id
        where ip.issue_id = i.id and pr.head_branch = i.branch and pr.state in ('open', 'draft')) as branch_is_used_up
    from dispatch_issue i
    left join lateral (select sum(e.occurrences)::int8 as occurrences, min(e.first_seen) as first_seen
      from dispatch_external_issue e where e.issue_id = i.id and e.is_error_source having count(*) > 0) x on true
    left join dispatch_plan p on p.issue_id = i.id and p.state = 'approved'
    where i.id = ${issueId}`.execute(db)
  return must(result.rows[0], `issue ${issueId} vanished under its lock`)
}

export interface PlacesRow {
  workspace: number
  agent: number
  kind: number
}

/** Runs that hold a place: everything not finished that has reserved its budget, but for one run. */
export async function countPlaces(
  db: Db,
  run: { workspaceId: string; agentId: string; kind: RunKind; exceptRunId: string | null },
): Promise<PlacesRow> {
  return db
    .selectFrom('dispatch_run as r')
    .select(sql<number>`count(*)::int`.as('workspace'))
    .select(sql<number>`(count(*) filter (where r.agent_id = ${run.agentId}))::int`.as('agent'))
    .select(sql<number>`(count(*) filter (where r.kind = ${run.kind}))::int`.as('kind'))
    .where('r.workspace_id', '=', run.workspaceId)
    .where('r.state', '<>', 'finished')
    .where(sql<boolean>`r.id is distinct from ${run.exceptRunId}::text`)
    .where((eb) =>
      eb.exists(
        eb.selectFrom('dispatch_ledger as l').select('l.id').whereRef('l.run_id', '=', 'r.id').where('l.kind', '=', 'reserve'),
      ),
    )
    .executeTakeFirstOrThrow()
}

/** The branch that the issue's work goes to. */
export async function writeIssueBranch(db: Db, issueId: string, branch: string): Promise<void> {
  await db.updateTable('dispatch_issue').set({ branch }).where('id', '=', issueId).execute()
}

/** By name, so many as a sentence has room for. */
export async function someAgentNames(db: Db, workspaceId: string, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('dispatch_agent')
    .select('name')
    .where('workspace_id', '=', workspaceId)
    .where('deleted_at', 'is', null)
    .orderBy('name')
    .limit(limit)
    .execute()
  return rows.map(({ name }) => name)
}
