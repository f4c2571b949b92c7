// Fills a workspace with issues as a busy one has them, by SQL: 100,000 commands would measure something else.
import { sql } from 'kysely'
import { runAs } from '#src/platform/db/lanes.ts'
import type { Db } from '#src/platform/db/open-database.ts'
import type { ModelName } from '#src/search/domain/models.ts'

/** So many a statement, since one holds the embedded engine as long as it runs. */
const page = 5_000

/** Adds issues until there are `count`: labels on most, a run on each fifth, an external issue on each third; what is done was no error. */
export async function seedIssues(db: Db, count: number): Promise<void> {
  const { id: workspaceId } = await db
    .selectFrom('dispatch_workspace')
    .select('id')
    .where('is_default', '=', true)
    .executeTakeFirstOrThrow()
  const present = await sql<{
    issues: number
  }>`select count(*)::int as issues from dispatch_issue where workspace_id = ${workspaceId}`.execute(db)
  await runAs('job', async () => {
    await ensureSurroundings(db, workspaceId)
    for (let first = (present.rows[0]?.issues ?? 0) + 1; first <= count; first += page)
      await addIssues(db, workspaceId, { first, last: Math.min(count, first + page - 1) })
    await keepFromEmbedding(db)
    await sql`update dispatch_issue_counter set last = ${count} where workspace_id = ${workspaceId}`.execute(db)
    await sql`analyze`.execute(db)
  })
}

async function ensureSurroundings(db: Db, workspaceId: string): Promise<void> {
  await sql`
    insert into dispatch_label (id, workspace_id, name, color, created_at)
    select 'lbl_bench' || n, ${workspaceId}, 'Area ' || n, 'blue', '2026-01-01' from generate_series(1, 12) n
    on conflict do nothing`.execute(db)
  await sql`
    insert into dispatch_repository (id, workspace_id, name, provider, git_url, default_branch, created_at)
    values ('rep_bench', ${workspaceId}, 'shop', 'git', 'file:///nowhere', 'main', '2026-01-01') on conflict do nothing`.execute(
    db,
  )
  await sql`
    insert into dispatch_agent (id, workspace_id, name, adapter, enabled, created_at)
    values ('agt_bench', ${workspaceId}, 'Bench', 'simulator', false, '2026-01-01') on conflict do nothing`.execute(db)
}

async function addIssues(db: Db, workspaceId: string, { first, last }: { first: number; last: number }): Promise<void> {
  await sql`
    with column_of as (
      select id, category, row_number() over (order by position) - 1 as place, count(*) over () as columns from dispatch_status where workspace_id = ${workspaceId}
    ), issue as (
      insert into dispatch_issue (id, workspace_id, number, title, description, status_id, priority, assignee_agent_id, source, rank, created_by, created_at, updated_at, close_reason)
      select 'iss_' || lpad(n::text, 26, '0'), ${workspaceId}, n, 'The checkout of cart ' || n || ' fails after ' || (n % 97) || ' items',
        'Seen in release ' || (n % 31) || ', since the change of ' || (n % 365) || ' days ago.', column_of.id, 'P' || (1 + n % 4),
        case when n % 4 = 0 then 'agt_bench' end, case when n % 3 = 0 then 'sentry' else 'manual' end, 'b' || lpad(n::text, 8, '0'),
        '{"type": "person", "id": "usr_bench", "name": "Bench"}', '2026-01-01'::timestamptz + n * interval '1 second',
        '2026-01-02'::timestamptz + (n * 7919 % 1000003) * interval '1 second',
        case when column_of.category = 'done' then 'made for the bench' end
      from generate_series(${first}::int, ${last}::int) n join column_of on column_of.place = n % column_of.columns
      returning id, number, close_reason
    ), label as (
      insert into dispatch_issue_label (issue_id, label_id) select id, 'lbl_bench' || (1 + number % 12) from issue where number % 4 <> 1
    ), external as (
      insert into dispatch_external_issue (id, workspace_id, issue_id, source, external_id, is_error_source, occurrences, created_at, updated_at)
      select 'ext_bench' || number, ${workspaceId}, id, 'sentry', 'bench-' || number, close_reason is null, 1 + number % 50, '2026-01-01', '2026-01-01' from issue where number % 3 = 0
    )
    insert into dispatch_run (id, workspace_id, issue_id, agent_id, repository_id, kind, state, reason, outcome, requested_by, budget_micro_usd, cost_micro_usd, created_at, finished_at)
    select 'run_bench' || number, ${workspaceId}, id, 'agt_bench', 'rep_bench', 'investigate', 'finished', 'succeeded', 'investigation_complete',
      '{"type": "person", "id": "usr_bench", "name": "Bench"}', 1000000, 250000, '2026-01-01', '2026-01-01'
    from issue where number % 5 = 0`.execute(db)
}

/** Making a vector for each would keep a processor busy for minutes. A text that its model does not read gets none. */
async function keepFromEmbedding(db: Db): Promise<void> {
  const model: ModelName = 'energetic-512'
  await sql`
    insert into dispatch_embedding_problem (issue_id, model, reason, detail, issue_updated_at)
    select id, ${model}, 'unsupported', 'made for the bench', updated_at from dispatch_issue on conflict do nothing`.execute(db)
}
