// Statements over the ledger and its running sums. Both change in one statement, so that no crash can part them.
import { sql } from 'kysely'
import type { Db } from '../../platform/db/open-database.ts'
import type { LedgerTable } from '../../platform/db/tables-runs.generated.ts'

export interface LedgerEntry {
  id: string
  kind: LedgerTable['kind']
  /** Positive takes from the budget, negative gives back. */
  microUsd: number
  source: LedgerTable['source']
}

export interface LedgerKeys {
  workspaceId: string
  runId: string
  issueId: string
  agentId: string
  day: string
  notional: boolean
  /** The sums that the entries count in. */
  scopes: string[]
  now: Date
}

/**
 * Appends entries and adds them to the sums. A reserve, settle or release that the run has already changes nothing;
 * notional money is written down and counts nowhere. Returns how many entries were new.
 */
export async function writeLedger(db: Db, keys: LedgerKeys, entries: LedgerEntry[]): Promise<number> {
  const rows = entries.map(({ id, kind, microUsd, source }) => ({ id, kind, micro_usd: microUsd, source }))
  const result = await sql<{ entries: number }>`
    with entry as (
      insert into dispatch_ledger (id, workspace_id, run_id, issue_id, agent_id, kind, micro_usd, day, source, notional, at)
      select e.id, ${keys.workspaceId}, ${keys.runId}, ${keys.issueId}, ${keys.agentId}, e.kind, e.micro_usd, ${keys.day}::date, e.source,
        ${keys.notional}::boolean, ${keys.now}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as e (id text, kind text, micro_usd bigint, source text)
      on conflict (run_id, kind) where kind in ('reserve', 'settle', 'release') do nothing
      returning kind, micro_usd
    ), total as (
      select count(*)::int as entries, count(*) filter (where kind = 'reserve')::int as runs,
        case when ${keys.notional}::boolean then 0 else coalesce(sum(micro_usd), 0) end::bigint as micro_usd
      from entry
    ), summed as (
      insert into dispatch_budget (workspace_id, scope, day, micro_usd, runs)
      select ${keys.workspaceId}, s.scope, ${keys.day}::date, total.micro_usd, total.runs
      from total, unnest(${keys.scopes}::text[]) as s (scope) where total.entries > 0 order by s.scope
      on conflict (workspace_id, scope, day) do update
        set micro_usd = dispatch_budget.micro_usd + excluded.micro_usd, runs = dispatch_budget.runs + excluded.runs
    )
    select entries from total`.execute(db)
  return result.rows[0]?.entries ?? 0
}

export interface BudgetRow {
  scope: string
  micro_usd: number
  runs: number
}

/** Makes the rows of a day where they are missing, and locks them in a fixed order. */
export async function lockBudgets(db: Db, keys: { workspaceId: string; day: string; scopes: string[] }): Promise<BudgetRow[]> {
  const result = await sql<BudgetRow>`
    insert into dispatch_budget (workspace_id, scope, day)
    select ${keys.workspaceId}, s.scope, ${keys.day}::date from unnest(${keys.scopes}::text[]) as s (scope) order by s.scope
    on conflict (workspace_id, scope, day) do update set runs = dispatch_budget.runs
    returning scope, micro_usd, runs`.execute(db)
  return result.rows
}

/** What a scope has cost on all days. */
export async function sumOfScope(db: Db, workspaceId: string, scope: string): Promise<number> {
  const row = await db
    .selectFrom('dispatch_budget')
    .select(sql<number>`coalesce(sum(micro_usd), 0)::int8`.as('micro_usd'))
    .where('workspace_id', '=', workspaceId)
    .where('scope', '=', scope)
    .executeTakeFirstOrThrow()
  return Number(row.micro_usd)
}

export interface Reservation {
  micro_usd: number
  day: string
  notional: boolean
  settled: boolean
  settle_source: LedgerTable['source'] | null
}

/** What a run has reserved; undefined for one that never got that far. */
export function findReservation(db: Db, runId: string): Promise<Reservation | undefined> {
  return db
    .selectFrom('dispatch_ledger as l')
    .leftJoin('dispatch_ledger as s', (join) => join.onRef('s.run_id', '=', 'l.run_id').on('s.kind', '=', 'settle'))
    .select(['l.micro_usd', 'l.day', 'l.notional', 's.source as settle_source'])
    .select(sql<boolean>`s.id is not null`.as('settled'))
    .where('l.run_id', '=', runId)
    .where('l.kind', '=', 'reserve')
    .executeTakeFirst()
}

/** The money of a workspace's day: what is charged, and what is set aside for runs that go on. */
export async function moneyOfDay(db: Db, workspaceId: string, day: string): Promise<{ spent: number; reserved: number }> {
  const row = await db
    .selectFrom('dispatch_ledger')
    .select(sql<number>`coalesce(sum(micro_usd) filter (where kind in ('settle', 'adjust')), 0)::int8`.as('spent'))
    .select(sql<number>`coalesce(sum(micro_usd) filter (where kind in ('reserve', 'release')), 0)::int8`.as('reserved'))
    .where('workspace_id', '=', workspaceId)
    .where('day', '=', day)
    .where('notional', '=', false)
    .executeTakeFirstOrThrow()
  return { spent: Number(row.spent), reserved: Number(row.reserved) }
}
