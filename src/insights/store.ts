// SQL that counts. Each metric is one list of facts; numbers are made of it and the issues behind them are read from it.
import { type RawBuilder, sql } from 'kysely'
import type { Category } from '../issues/domain/category.ts'
import type { Db } from '../platform/db/open-database.ts'
import type { Metric } from './domain/metrics.ts'

export interface Selection {
  workspaceId: string
  from: Date
  until: Date
  simulated: boolean
  /** Undefined for all; null for what no agent did. */
  agentId?: string | null | undefined
  repository?: { id: string; name: string } | undefined
}

export interface FoundRow {
  metric: Metric
  /** Null in sums over all weeks. */
  week_from: Date | null
  by: 'week' | 'agent' | 'all'
  agent_id: string | null
  n: number
  median: number | null
  total: number | null
}

/** By week, by agent, and over all: one pass over the facts of each metric. */
export async function countFacts(db: Db, metrics: readonly Metric[], selection: Selection): Promise<FoundRow[]> {
  const all = metrics.map((metric) => sql`select ${metric}::text as metric, fact.* from (${factsOf(metric, selection)}) fact`)
  const { rows } = await sql<FoundRow>`
    select metric, week_from, agent_id, count(*)::int as n, percentile_cont(0.5) within group (order by value) as median,
      sum(value)::float8 as total,
      case when grouping(week_from) = 0 then 'week' when grouping(agent_id) = 0 then 'agent' else 'all' end as by
    from (
      select metric, date_trunc('week', at at time zone 'UTC') at time zone 'UTC' as week_from, agent_id, value
      from (${sql.join(all, sql` union all `)}) facts where ${byAgent(selection)}) chosen
    group by grouping sets ((metric, week_from), (metric, agent_id), (metric))`.execute(db)
  return rows
}

export interface IssueFactRow {
  ref: string
  at: Date
  value: number | null
  issue_id: string
  identifier: string
  title: string
  status_name: string
  category: Category
  agent_id: string | null
  agent_name: string | null
}

export interface IssuePage {
  after?: { at: string; ref: string } | undefined
  limit: number
}

/** One page and one row more, newest first. */
export async function listFacts(db: Db, metric: Metric, { selection, page }: { selection: Selection; page: IssuePage }) {
  const beyond = page.after ? sql`and (fact.at, fact.ref) < (${page.after.at}::timestamptz, ${page.after.ref})` : sql``
  const { rows } = await sql<IssueFactRow>`
    select fact.ref, fact.at, fact.value::float8 as value, issue.id as issue_id, workspace.prefix || '-' || issue.number as identifier, issue.title,
      status.name as status_name, status.category, fact.agent_id, agent.name as agent_name
    from (${factsOf(metric, selection)}) fact
    join dispatch_issue issue on issue.id = fact.issue_id
    join dispatch_status status on status.id = issue.status_id
    join dispatch_workspace workspace on workspace.id = issue.workspace_id
    left join dispatch_agent agent on agent.id = fact.agent_id
    where ${byAgent(selection)} ${beyond}
    order by fact.at desc, fact.ref desc limit ${page.limit + 1}`.execute(db)
  return rows
}

/** Their names, also of those that are gone. */
export async function listAgentNames(db: Db, workspaceId: string): Promise<{ id: string; name: string; is_deleted: boolean }[]> {
  return db
    .selectFrom('dispatch_agent')
    .select(['id', 'name', sql<boolean>`deleted_at is not null`.as('is_deleted')])
    .where('workspace_id', '=', workspaceId)
    .orderBy('created_at')
    .limit(1000)
    .execute()
}

export async function findRepository(db: Db, workspaceId: string, idOrName: string) {
  const { rows } = await sql<{ id: string; name: string }>`
    select id, coalesce(full_name, name) as name from dispatch_repository
    where workspace_id = ${workspaceId} and (id = ${idOrName} or lower(full_name) = lower(${idOrName}) or lower(name) = lower(${idOrName}))
    order by deleted_at is not null, id limit 1`.execute(db)
  return rows[0]
}

function byAgent({ agentId }: Selection): RawBuilder<boolean> {
  if (agentId === undefined) return sql<boolean>`true`
  return agentId === null ? sql<boolean>`agent_id is null` : sql<boolean>`agent_id = ${agentId}`
}

/** Columns: at, agent_id, issue_id, ref (unique within the metric), value (seconds, or millionths of a dollar). */
function factsOf(metric: Metric, selection: Selection): RawBuilder<unknown> {
  switch (metric) {
    case 'errors_in':
      return errors(selection, sql`null::float8`)
    case 'error_to_issue':
      return errors(selection, seconds(firstSeen, sql`issue.created_at`), sql`and ${firstSeen} is not null`)
    case 'issue_to_plan':
      return plans(selection)
    case 'plan_to_pr':
      return pulls(selection)
    case 'fixes_verified':
    case 'fixes_failed':
    case 'fixes_inconclusive':
      return verdicts(selection, metric.slice('fixes_'.length))
    case 'regressions':
      return fixes(selection, { at: sql`fix.broken_at`, value: sql`null::float8` })
    case 'pr_to_deploy':
      return fixes(selection, { at: sql`fix.deployed_at`, value: seconds(sql`pull.created_at`, sql`fix.deployed_at`) })
    case 'deploy_to_verified':
      return verified(selection, seconds(sql`fix.deployed_at`, sql`fix.verdict_at`), sql`fix.deployed_at is not null`)
    case 'error_to_verified':
      return verified(selection, seconds(firstSeen, sql`fix.verdict_at`), sql`${firstSeen} is not null`)
    case 'cost_per_verified_fix':
      return verified(selection, costOf(false), sql`run.id is not null and ${costOf(false)} is not null`)
    case 'notional_cost_per_verified_fix':
      return verified(selection, costOf(true), sql`run.id is not null and ${costOf(true)} is not null`)
    case 'spent':
      return ledger(selection, false)
    case 'notional_spent':
      return ledger(selection, true)
  }
}

const isError = sql`exists (select from dispatch_external_issue error where error.issue_id = issue.id and error.is_error_source)`
const firstSeen = sql`(select min(error.first_seen) from dispatch_external_issue error where error.issue_id = issue.id and error.is_error_source)`
// Clocks of vendors and of this machine differ by seconds.
const seconds = (from: RawBuilder<unknown>, to: RawBuilder<unknown>) =>
  sql`greatest(0, extract(epoch from ${to} - ${from}))::float8`

/** What all runs on the issue had cost until the verdict, those whose fixes failed included; null for none of the kind. */
function costOf(isNotional: boolean): RawBuilder<unknown> {
  return sql`(select sum(entry.micro_usd)::float8 from dispatch_ledger entry where entry.issue_id = issue.id
    and entry.kind in ('settle', 'adjust') and entry.notional = ${isNotional} and entry.at <= fix.verdict_at)`
}

function within({ from, until }: Selection, time: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`${time} >= ${from} and ${time} < ${until}`
}

function ofIssue({ repository, simulated }: Selection): RawBuilder<unknown> {
  const here = repository ? sql`and issue.repository_id = ${repository.id}` : sql``
  return sql`issue.deleted_at is null and issue.simulated = ${simulated} and ${isError} ${here}`
}

function errors(selection: Selection, value: RawBuilder<unknown>, also: RawBuilder<unknown> = sql``): RawBuilder<unknown> {
  return sql`select issue.created_at as at, issue.assignee_agent_id as agent_id, issue.id as issue_id, issue.id as ref, ${value} as value
    from dispatch_issue issue
    where issue.workspace_id = ${selection.workspaceId} and ${within(selection, sql`issue.created_at`)} and ${ofIssue(selection)} ${also}`
}

/** Work of a simulated agent on a real issue is simulated. */
function isSimulated({ simulated }: Selection): RawBuilder<unknown> {
  return sql`(issue.simulated or coalesce(run.simulated, false)) = ${simulated}`
}

function plans(selection: Selection): RawBuilder<unknown> {
  const { repository } = selection
  const here = repository ? sql`and issue.repository_id = ${repository.id}` : sql``
  return sql`select plan.created_at as at, run.agent_id, issue.id as issue_id, plan.id as ref,
      ${seconds(sql`issue.created_at`, sql`plan.created_at`)} as value
    from dispatch_plan plan join dispatch_issue issue on issue.id = plan.issue_id left join dispatch_run run on run.id = plan.run_id
    where plan.workspace_id = ${selection.workspaceId} and plan.version = 1 and ${within(selection, sql`plan.created_at`)}
      and issue.deleted_at is null and ${isError} and ${isSimulated(selection)} ${here}`
}

/** The first pull request that closes an issue, counted from its first plan. */
function pulls(selection: Selection): RawBuilder<unknown> {
  return sql`select pull.created_at as at, run.agent_id, issue.id as issue_id, link.id as ref,
      ${seconds(sql`plan.created_at`, sql`pull.created_at`)} as value
    from dispatch_pull_request pull
    join dispatch_issue_pr link on link.pull_request_id = pull.id and link.link_kind = 'closes' and link.unlinked_at is null
    join dispatch_issue issue on issue.id = link.issue_id
    join dispatch_plan plan on plan.issue_id = issue.id and plan.version = 1
    left join dispatch_run run on run.id = pull.run_id
    where pull.workspace_id = ${selection.workspaceId} and ${within(selection, sql`pull.created_at`)} and issue.deleted_at is null
      and ${isError} and ${isSimulated(selection)} ${ofRepository(selection, sql`pull.repository`)}
      and not exists (
        select from dispatch_issue_pr earlier join dispatch_pull_request first on first.id = earlier.pull_request_id
        where earlier.issue_id = issue.id and earlier.link_kind = 'closes' and earlier.unlinked_at is null
          and (first.created_at, first.id) < (pull.created_at, pull.id))`
}

function ofRepository({ repository }: Selection, column: RawBuilder<unknown>): RawBuilder<unknown> {
  return repository ? sql`and lower(${column}) = lower(${repository.name})` : sql``
}

interface FixFacts {
  at: RawBuilder<unknown>
  value: RawBuilder<unknown>
  only?: RawBuilder<unknown>
}

function fixes(selection: Selection, { at, value, only = sql`true` }: FixFacts): RawBuilder<unknown> {
  return sql`select ${at} as at, run.agent_id, issue.id as issue_id, fix.id as ref, ${value} as value
    from dispatch_fix_attempt fix
    join dispatch_issue issue on issue.id = fix.issue_id
    join dispatch_pull_request pull on pull.id = fix.pull_request_id
    left join dispatch_run run on run.id = pull.run_id
    where fix.workspace_id = ${selection.workspaceId} and ${within(selection, at)} and issue.deleted_at is null
      and ${isSimulated(selection)} ${ofRepository(selection, sql`fix.repository`)} and ${only}`
}

function verdicts(selection: Selection, state: string): RawBuilder<unknown> {
  return fixes(selection, { at: sql`fix.verdict_at`, value: sql`null::float8`, only: sql`fix.state = ${state}` })
}

function verified(selection: Selection, value: RawBuilder<unknown>, only: RawBuilder<unknown>): RawBuilder<unknown> {
  return fixes(selection, { at: sql`fix.verdict_at`, value, only: sql`fix.state = 'verified' and ${only}` })
}

/** What runs on errors have cost, when it was settled. */
function ledger(selection: Selection, isNotional: boolean): RawBuilder<unknown> {
  const { repository } = selection
  const here = repository ? sql`and run.repository_id = ${repository.id}` : sql``
  return sql`select entry.at, entry.agent_id, issue.id as issue_id, entry.id as ref, entry.micro_usd::float8 as value
    from dispatch_ledger entry join dispatch_run run on run.id = entry.run_id join dispatch_issue issue on issue.id = entry.issue_id
    where entry.workspace_id = ${selection.workspaceId} and ${within(selection, sql`entry.at`)} and entry.kind in ('settle', 'adjust')
      and entry.notional = ${isNotional} and issue.deleted_at is null and ${isError} and ${isSimulated(selection)} ${here}`
}
