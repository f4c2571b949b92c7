// What assignments ask for, and which of them could not be answered with a run yet.

import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import { must } from '../../platform/must.ts'
import { reviewCauses, standingReasons } from '../domain/blocking-facts.ts'

export interface PickRow {
  /** The assigned agent was not deleted. */
  has_agent: boolean
  plan_state: 'submitted' | 'approved' | 'changes_requested' | 'superseded' | null
  plan_implemented: boolean
  /** Feedback that no run has heard yet, and the run whose plan it is about. */
  feedback: string | null
  feedback_run_id: string | null
  feedback_session_id: string | null
  last_fix_failed: boolean
}

/** What decides which kind of run an issue needs next. */
export async function readPickFacts(db: Db, issueId: string): Promise<PickRow> {
  const result = await sql<PickRow>`
    select exists (select from dispatch_agent a where a.id = i.assignee_agent_id and a.deleted_at is null) as has_agent, p.state as plan_state,
      case when p.state = 'changes_requested' then p.feedback end as feedback,
      case when p.state = 'changes_requested' then p.run_id end as feedback_run_id,
      case when p.state = 'changes_requested' then (select r.session_id from dispatch_run r where r.id = p.run_id) end as feedback_session_id,
      coalesce(exists (select from dispatch_run r where r.plan_id = p.id and r.kind in ('implement', 'error_fix') and r.reason = 'succeeded'
        and r.outcome = 'completed' and r.push_state in ('pending', 'held', 'pushed')), false) as plan_implemented,
      coalesce((select f.state in ('failed', 'reverted') and f.verdict_at > coalesce(p.created_at, '-infinity')
        from dispatch_fix_attempt f where f.issue_id = i.id order by f.merged_at desc, f.state = 'reverted', f.id desc limit 1), false) as last_fix_failed
    from dispatch_issue i
    left join lateral (select id, state, created_at, feedback, run_id from dispatch_plan where issue_id = i.id order by version desc limit 1) p on true
    where i.id = ${issueId}`.execute(db)
  return must(result.rows[0], `issue ${issueId} vanished under its lock`)
}

export interface OpenAsk {
  issue_id: string
  agent_id: string
  is_assigned: boolean
  reason: string
  cause: string
  requested_by: unknown
}

/**
 * Open issues whose newest start decision refuses what an assignment or a reviewed plan asked for, for a reason that may
 * pass; the oldest first. What was refused to the API's callers was not promised to anybody and hides no older refusal.
 * What a person decided about a plan also outlasts the run that posted it.
 */
export async function listOpenAsks(db: Db, workspaceId: string, limit: number): Promise<OpenAsk[]> {
  const result = await sql<OpenAsk>`
    select i.id as issue_id, i.assignee_agent_id is not null as is_assigned, d.inputs ->> 'agent_id' as agent_id, d.reason, d.inputs ->> 'cause' as cause, d.inputs -> 'requested_by' as requested_by
    from dispatch_issue i
    join dispatch_status s on s.id = i.status_id and s.category not in ('done', 'canceled')
    join lateral (select d.reason, d.result, d.inputs, d.at, d.id from dispatch_decision d
      where d.issue_id = i.id and d.inputs ? 'requested_by' and not (d.result = 'refuse' and d.inputs ->> 'cause' = 'api') order by d.at desc, d.id desc limit 1) d on true
    where i.workspace_id = ${workspaceId} and i.deleted_at is null
      and (i.assignee_agent_id is not null or d.inputs ->> 'cause' in (${sql.join(reviewCauses)}))
      and d.result = 'refuse'
      and (d.reason not in (${sql.join(standingReasons)}) or (d.reason = 'run_active' and d.inputs ->> 'cause' in (${sql.join(reviewCauses)})))
      and not exists (select from dispatch_run r where r.issue_id = i.id and r.state <> 'finished')
    order by d.at, d.id limit ${limit}`.execute(db)
  return result.rows
}

export interface WaitingRunRow {
  id: string
  workspace_id: string
}

/** Queued runs that have not reserved their budget: they wait for a time or for a gate. */
export function listWaitingRuns(db: Db, workspaceId: string, limit: number): Promise<WaitingRunRow[]> {
  return waitingRuns(db).where('r.workspace_id', '=', workspaceId).orderBy('r.created_at').orderBy('r.id').limit(limit).execute()
}

/** Those of all workspaces whose time has come. */
export function listDueRuns(db: Db, now: Date, limit: number): Promise<WaitingRunRow[]> {
  return waitingRuns(db).where('r.not_before', '<=', now).orderBy('r.not_before').orderBy('r.id').limit(limit).execute()
}

function waitingRuns(db: Db) {
  return db
    .selectFrom('dispatch_run as r')
    .select(['r.id', 'r.workspace_id'])
    .where('r.state', '=', 'queued')
    .where('r.not_before', 'is not', null)
}

/** The reason of the newest decision about a run. */
export async function findLastDecisionReason(db: Db, runId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('dispatch_decision as d')
    .innerJoin('dispatch_run as r', 'r.id', 'd.run_id')
    .select('d.reason')
    .where('d.run_id', '=', runId)
    .whereRef('d.issue_id', '=', 'r.issue_id')
    .orderBy('d.at', 'desc')
    .orderBy('d.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.reason
}

/** True once for each UTC day, whoever asks first. */
export async function isNewBudgetDay(db: Db, day: string, now: Date): Promise<boolean> {
  const rows = await db
    .insertInto('dispatch_setting')
    .values({ key: 'runs.budget_day', value: JSON.stringify(day), updated_at: now })
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet({ value: JSON.stringify(day), updated_at: now })
        .where(sql<boolean>`dispatch_setting.value is distinct from excluded.value`),
    )
    .returning('key')
    .execute()
  return rows.length > 0
}
