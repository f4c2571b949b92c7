// Reads issues with everything that a card shows, in one statement whatever the number of rows.
import { type Expression, type SelectQueryBuilder, sql } from 'kysely'
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres'
import type { Db } from '../../platform/db/open-database.ts'
import type { DB } from '../../platform/db/schema.generated.ts'

/** Chooses which issues: filters, order and limit over `dispatch_issue as i` joined to its status `s`. */
export type ChooseIssues = (query: IssueQuery) => IssueQuery
export type IssueQuery = SelectQueryBuilder<DB & { i: DB['dispatch_issue']; s: DB['dispatch_status'] }, 'i' | 's', { id: string }>

/** The rows of the cards, in the chosen order, with the workspace's event position of the same snapshot. */
export function selectCards(db: Db, workspaceId: string, choose: ChooseIssues) {
  const chosen = choose(
    db
      .selectFrom('dispatch_issue as i')
      .innerJoin('dispatch_status as s', 's.id', 'i.status_id')
      .select('i.id')
      .where('i.workspace_id', '=', workspaceId)
      .where('i.deleted_at', 'is', null),
  )
  return db
    .with('chosen', (cte) => cte.selectFrom(chosen.as('c')).select(['c.id', sql<number>`row_number() over ()`.as('place')]))
    .selectFrom('chosen')
    .innerJoin('dispatch_issue as i', 'i.id', 'chosen.id')
    .innerJoin('dispatch_status as s', 's.id', 'i.status_id')
    .innerJoin('dispatch_workspace as w', 'w.id', 'i.workspace_id')
    .leftJoin('dispatch_agent as a', 'a.id', 'i.assignee_agent_id')
    .leftJoin('dispatch_user as u', 'u.id', 'i.assignee_user_id')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('dispatch_run as r')
          .select(['r.state', 'r.kind', 'r.activity', 'r.reason', 'r.outcome', 'r.question', 'r.push_state', 'r.not_before'])
          .select([
            sql<Date>`coalesce(r.finished_at, r.started_at, r.created_at)`.as('since'),
            sql<number>`sum(r.cost_micro_usd) over ()::float8 / 1000000`.as('total_cost_usd'), // of all its runs
          ])
          .whereRef('r.issue_id', '=', 'i.id')
          .orderBy('r.created_at', 'desc')
          .orderBy('r.id', 'desc')
          .limit(1)
          .as('run'),
      (join) => join.onTrue(),
    )
    .select([
      'i.id',
      'i.number',
      'w.prefix',
      'i.title',
      'i.priority',
      'i.source',
      'i.simulated',
      'i.rank',
      'i.revision',
      'i.created_at',
      'i.updated_at',
      'i.closed_at',
      'i.needs_attention',
      's.id as status_id',
      's.name as status_name',
      's.category',
      's.color as status_color',
      'a.id as agent_id',
      'a.name as agent_name',
      'u.id as user_id',
      'u.display_name as user_name',
      'run.state as run_state',
      'run.kind as run_kind',
      'run.activity as run_activity',
      'run.reason as run_reason',
      'run.outcome as run_outcome',
      'run.question as run_question',
      'run.push_state as run_push_state',
      'run.not_before as run_not_before',
      'run.since as run_since',
    ])
    .select((eb) => [
      labelsOf(eb.ref('i.id')).as('labels'),
      planOf(eb.ref('i.id')).as('plan'),
      pullOf(eb.ref('i.id')).as('pull'),
      fixOf(eb.ref('i.id')).as('fix'),
      refusedStartOf(eb.ref('i.id')).as('refused'),
      blockersOf(eb.ref('i.id')).as('blockers'),
      subIssuesOf(eb.ref('i.id')).as('sub_issues'),
      sql<number>`coalesce(run.total_cost_usd, 0)`.as('cost_usd'),
      isErrorSourced(eb.ref('i.id')).as('is_error_sourced'),
      sql<number>`(select last from dispatch_event_counter where workspace_id = ${workspaceId})::int8`.as('position'),
    ])
    .orderBy('chosen.place')
}

export type CardRow = Awaited<ReturnType<ReturnType<typeof selectCards>['execute']>>[number]

function labelsOf(issueId: Expression<string>) {
  return sql<{ id: string; name: string; color: string }[]>`(
    select coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'name', l.name, 'color', l.color) order by lower(l.name)), '[]')
    from dispatch_issue_label il join dispatch_label l on l.id = il.label_id where il.issue_id = ${issueId})`
}

function planOf(issueId: Expression<string>) {
  return sql<{ state: string; since: string } | null>`(
    select jsonb_build_object('state', p.state, 'since', coalesce(p.decided_at, p.created_at))
    from dispatch_plan p where p.issue_id = ${issueId} order by p.version desc limit 1)`
}

function pullOf(issueId: Expression<string>) {
  return sql<{
    number: number
    url: string | null
    state: 'open' | 'draft' | 'closed' | 'merged'
    ci_state: 'pending' | 'success' | 'failure' | null
    since: string
    /** The branch that it was merged into, if that is not the default one and no release has carried it on. */
    waits_in: string | null
  } | null>`(
    select jsonb_build_object('number', pr.number, 'url', pr.url, 'state', pr.state, 'ci_state', pr.ci_state, 'since', pr.updated_at,
      'waits_in', case when pr.state = 'merged' and pr.release_pull_id is null and pr.base_branch <> rep.default_branch then pr.base_branch end)
    from dispatch_issue_pr ip join dispatch_pull_request pr on pr.id = ip.pull_request_id
    left join dispatch_repository rep on rep.id = pr.repository_id
    where ip.issue_id = ${issueId} and ip.unlinked_at is null and ip.link_kind = 'closes'
    order by (pr.state in ('open', 'draft')) desc, pr.updated_at desc limit 1)`
}

function fixOf(issueId: Expression<string>) {
  return sql<{ state: FixRowState; detail: string; since: string; until: string | null } | null>`(
    select jsonb_build_object('state', f.state, 'detail', f.state_detail, 'since', f.updated_at, 'until', f.window_ends_at)
    from dispatch_fix_attempt f where f.issue_id = ${issueId} order by f.state = 'superseded', f.merged_at desc, f.state = 'reverted', f.id desc limit 1)`
}

/** Not `exists`: PostgreSQL would read all external issues into a hash table for a page of fifty. A limit keeps it to the index. */
function isErrorSourced(issueId: Expression<string>) {
  return sql<boolean>`coalesce((
    select true from dispatch_external_issue x where x.issue_id = ${issueId} and x.is_error_source limit 1), false)`
}

/** Why the newest asked-for start was refused, unless a run came of it later. */
function refusedStartOf(issueId: Expression<string>) {
  return sql<{ reason: string; detail: string; since: string } | null>`(
    select jsonb_build_object('reason', d.reason, 'detail', d.detail, 'since', d.at)
    from (
      select d.reason, d.detail, d.at, d.result from dispatch_decision d
      where d.issue_id = ${issueId} and d.inputs ? 'requested_by' order by d.at desc, d.id desc limit 1
    ) d
    where d.result = 'refuse')`
}

/** Open issues that block it; the count is 0 without any. */
function blockersOf(issueId: Expression<string>) {
  return sql<{ count: number; number: number | null; since: string | null }>`(
    select jsonb_build_object('count', count(*), 'number', min(b.number), 'since', max(rel.created_at))
    from dispatch_issue_relation rel join dispatch_issue b on b.id = rel.issue_id and b.deleted_at is null
    join dispatch_status bs on bs.id = b.status_id and bs.category not in ('done', 'canceled')
    where rel.related_id = ${issueId} and rel.kind = 'blocks')`
}

function subIssuesOf(issueId: Expression<string>) {
  return sql<{ total: number; done: number }>`(
    select jsonb_build_object('total', count(*) filter (where cs.category <> 'canceled'), 'done', count(*) filter (where cs.category = 'done'))
    from dispatch_issue c join dispatch_status cs on cs.id = c.status_id where c.parent_id = ${issueId} and c.deleted_at is null)`
}

type FixRowState = 'awaiting_deploy' | 'watching' | 'verified' | 'failed' | 'inconclusive' | 'reverted' | 'superseded'

/** What the page of one issue shows beyond its card. */
export function selectIssueDetail(db: Db, issueId: string) {
  return db
    .selectFrom('dispatch_issue as i')
    .select(['i.description', 'i.created_by', 'i.close_reason', 'i.branch'])
    .select((eb) => [
      jsonObjectFrom(
        eb.selectFrom('dispatch_repository as r').select(['r.id', 'r.name']).whereRef('r.id', '=', 'i.repository_id'),
      ).as('repository'),
      jsonObjectFrom(
        eb
          .selectFrom('dispatch_issue as p')
          .select(['p.id', 'p.number', 'p.title'])
          .whereRef('p.id', '=', 'i.parent_id')
          .where('p.deleted_at', 'is', null),
      ).as('parent'),
      jsonArrayFrom(
        eb
          .selectFrom('dispatch_external_issue as x')
          .select(externalColumns)
          .whereRef('x.issue_id', '=', 'i.id')
          .orderBy('x.created_at')
          .limit(100),
      ).as('external_issues'),
    ])
    .where('i.id', '=', issueId)
    .executeTakeFirstOrThrow()
}

const externalColumns = [
  'x.id',
  'x.source',
  'x.external_id',
  'x.short_id',
  'x.url',
  'x.title',
  'x.project',
  'x.state',
  'x.occurrences',
  'x.users_affected',
  'x.first_seen',
  'x.last_seen',
] as const
