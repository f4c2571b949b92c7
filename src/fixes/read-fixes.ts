// Fix attempts, for people.
import { authorize } from '../access/authorize.ts'
import type { Ctx } from '../platform/context.ts'
import { decodeCursor, timeIdCursor, toPage } from '../platform/http/cursor.ts'
import { attemptStates } from './domain/attempt.ts'
import { toEvidenceView } from './evidence-view.ts'
import { type FixAttempt, type FixCounts, fixCountsSchema, type ListFixes } from './schemas.ts'
import { countFixes, type FixRow, listFixes } from './store/fix-views.ts'
import { storedProof } from './stored-verdict.ts'

/** The pipeline of the workspace: a page of attempts, and how many stand where. */
export async function readFixes(ctx: Ctx, query: ListFixes) {
  authorize(ctx, 'issue.read')
  const [createdAt, id] = query.cursor ? decodeCursor(query.cursor, timeIdCursor) : []
  const after = createdAt && id ? { createdAt, id } : undefined
  const rows = await listFixes(ctx.db, { workspaceId: ctx.workspaceId, states: query.state ?? [], after, limit: query.limit })
  const page = toPage(rows, query.limit, (row) => [row.created_at.toISOString(), row.id])
  return { items: page.items.map(toFixAttempt), next_cursor: page.next_cursor, counts: await readCounts(ctx) }
}

async function readCounts(ctx: Ctx): Promise<FixCounts> {
  const counted = await countFixes(ctx.db, ctx.workspaceId)
  const of = (state: FixRow['state']) => counted.find((row) => row.state === state)?.count ?? 0
  const entries = attemptStates.map((state) => [state, of(state)])
  return fixCountsSchema.parse(Object.fromEntries(entries))
}

export function toFixAttempt(row: FixRow): FixAttempt {
  return {
    id: row.id,
    issue_id: row.issue_id,
    issue_identifier: row.issue_identifier,
    issue_title: row.issue_title,
    pull_request: { repository: row.repository, number: row.pull_number, url: row.pull_url, title: row.pull_title },
    state: row.state,
    state_detail: row.state_detail,
    merge_sha: row.merge_sha,
    merged_at: row.merged_at.toISOString(),
    environment: row.environment,
    deployed_sha: row.deployed_sha,
    deployed_at: iso(row.deployed_at),
    window_starts_at: iso(row.window_starts_at),
    window_ends_at: iso(row.window_ends_at),
    verdict_at: iso(row.verdict_at),
    broken_at: iso(row.broken_at),
    evidence: toEvidenceView(row.evidence),
    events_before: row.events_before,
    events_after: row.events_after,
    expected_events: row.expected_events,
    confidence: row.confidence,
    sureness: row.sureness,
    proof: storedProof(row.evidence),
    created_at: row.created_at.toISOString(),
  }
}

const iso = (date: Date | null): string | null => date?.toISOString() ?? null
