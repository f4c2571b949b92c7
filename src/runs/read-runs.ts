// Runs for people: lists, one run, its transcript, its changes, and all agents at a glance.
import { authorize } from '../access/authorize.ts'
import { loadWorkspace } from '../access/load-workspace.ts'
import { resolveIssue } from '../issues/resolve-issue.ts'
import type { Ctx } from '../platform/context.ts'
import { Conflict, NotFound } from '../platform/errors.ts'
import { decodeCursor, timeIdCursor, toPage } from '../platform/http/cursor.ts'
import { toUsd, utcDay } from './domain/money.ts'
import { createRedactor } from './domain/redact.ts'
import { runPorts } from './ports.ts'
import type { Fleet, ListRuns, Run } from './schemas.ts'
import { listActivityRows } from './store/activity.ts'
import { moneyOfDay } from './store/money.ts'
import { findPublishParts } from './store/publish.ts'
import { countFleet, findRunView, listRunViews } from './store/run-views.ts'
import { readTranscript } from './store/transcript.ts'
import { resultDays } from './tidy-mirrors.ts'
import { toRun } from './to-run.ts'
import { toTranscriptEntry } from './to-transcript.ts'

export async function listRuns(ctx: Ctx, query: ListRuns) {
  const issue = query.issue === undefined ? undefined : await resolveIssue(ctx, query.issue)
  authorize(ctx, 'issue.read', issue ? { issueId: issue.id } : {})
  const before = query.cursor === undefined ? null : decodeCursor(query.cursor, timeIdCursor)
  const filter = { states: query.state, issueId: issue?.id, agent: query.agent }
  const rows = await listRunViews(ctx.db, ctx.workspaceId, { filter, limit: query.limit, before })
  const { items, next_cursor } = toPage(rows, query.limit, (row) => [row.created_at.toISOString(), row.id])
  return { items: items.map(toRun), next_cursor }
}

/** @throws NotFound */
export async function readRun(ctx: Ctx, runId: string): Promise<Run> {
  const row = await findRunView(ctx.db, ctx.workspaceId, runId)
  if (!row) throw new NotFound('run', runId)
  authorize(ctx, 'issue.read', { issueId: row.issue_id })
  return toRun(row)
}

/** In order; `next_cursor` is the `after` of the next page. @throws NotFound */
export async function readRunTranscript(ctx: Ctx, runId: string, page: { after: number; limit: number }) {
  await readRun(ctx, runId)
  const rows = await readTranscript(ctx.db, runId, { after: page.after, limit: page.limit + 1 })
  const shown = rows.slice(0, page.limit)
  return {
    items: shown.map(toTranscriptEntry),
    next_cursor: rows.length > page.limit ? String(shown.at(-1)?.seq ?? page.after) : null,
  }
}

/** The milestones of all runs of an issue, newest first. @throws NotFound */
export async function listActivity(ctx: Ctx, idOrIdentifier: string, page: { limit: number; cursor?: string | undefined }) {
  const issue = await resolveIssue(ctx, idOrIdentifier)
  authorize(ctx, 'issue.read', { issueId: issue.id })
  const before = page.cursor === undefined ? null : decodeCursor(page.cursor, timeIdCursor)
  const rows = await listActivityRows(ctx.db, issue.id, { limit: page.limit, before })
  const { items, next_cursor } = toPage(rows, page.limit, (row) => [row.at.toISOString(), row.id])
  return { items: items.map((row) => ({ ...row, at: row.at.toISOString(), data: toRecord(row.data) })), next_cursor }
}

/** What a push would publish, with secrets blackened. @throws NotFound, Conflict `nothing_changed` */
export async function readRunDiff(ctx: Ctx, runId: string) {
  await readRun(ctx, runId)
  const parts = await findPublishParts(ctx.db, ctx.workspaceId, runId)
  const { base_sha, head_sha } = parts?.run ?? {}
  if (!parts || !base_sha || !head_sha || base_sha === head_sha)
    throw new Conflict('nothing_changed', 'This run changed nothing that could be shown.')
  const { git, repositoryAccess, secretValues } = runPorts(ctx.system)
  const access = repositoryAccess(parts.repository)
  if ((await git.isAncestor(access, base_sha, head_sha)) === null && isPast(parts.run.finished_at, ctx.now))
    throw new Conflict(
      'diff_forgotten',
      `Commits of a run are kept for ${resultDays} days. Its branch may still be on the remote.`,
    )
  const diff = await git.diffText(access, base_sha, head_sha)
  return { base_sha, head_sha, text: createRedactor(secretValues(ctx.workspaceId)).text(diff.text), truncated: diff.truncated }
}

function isPast(finishedAt: Date | null, now: Date): boolean {
  return finishedAt !== null && now.getTime() - finishedAt.getTime() > resultDays * 86_400_000
}

export async function readFleet(ctx: Ctx): Promise<Fleet> {
  authorize(ctx, 'event.read')
  const { policy } = await loadWorkspace(ctx)
  const { running, queued } = await countFleet(ctx.db, ctx.workspaceId)
  const { spent, reserved } = await moneyOfDay(ctx.db, ctx.workspaceId, utcDay(ctx.now))
  return {
    running,
    queued,
    spent_today_usd: toUsd(spent),
    reserved_usd: toUsd(reserved),
    day_budget_usd: policy.day_budget_usd,
    runs_enabled: policy.runs_enabled,
    kill_switch_env: ctx.system.config.DISPATCH_KILL_SWITCH,
  }
}

function toRecord(stored: unknown): Record<string, unknown> {
  return typeof stored === 'object' && stored !== null ? { ...stored } : {}
}
