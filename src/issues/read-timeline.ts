// What happened to an issue: its events, its history, its comments, and why nothing happens.
import { z } from 'zod'
import type { Ctx } from '../platform/context.ts'
import { decodeCursor, encodeCursor, timeIdCursor, toPage } from '../platform/http/cursor.ts'
import { loadCards } from './load-issue.ts'
import { resolveIssue } from './resolve-issue.ts'
import type { Card, commentSchema } from './schemas.ts'
import { type CommentRow, listCommentRows, listDecisionRows, listEventRows, listHistoryRows } from './store/comment-store.ts'
import { toActor } from './to-card.ts'

export interface PageRequest {
  limit: number
  cursor?: string | undefined
}

export interface EventPageRequest extends PageRequest {
  type?: string[] | undefined
}

const payloadSchema = z.record(z.string(), z.unknown())

export async function listEvents(ctx: Ctx, idOrIdentifier: string, page: EventPageRequest) {
  const issue = await resolveIssue(ctx, idOrIdentifier)
  const rows = await listEventRows(
    ctx.db,
    { workspaceId: ctx.workspaceId, issueId: issue.id },
    { limit: page.limit, before: sequenceOf(page.cursor), types: page.type },
  )
  return pageBySequence(rows, page.limit, (row) => ({
    seq: Number(row.seq),
    at: row.at.toISOString(),
    type: row.type,
    subject: { type: row.subject_type, id: row.subject_id },
    issue_id: row.issue_id,
    run_id: row.run_id,
    actor: toActor(row.actor),
    payload: payloadSchema.parse(row.payload),
  }))
}

export async function listHistory(ctx: Ctx, idOrIdentifier: string, page: EventPageRequest) {
  const issue = await resolveIssue(ctx, idOrIdentifier)
  const rows = await listHistoryRows(ctx.db, issue.id, {
    limit: page.limit,
    before: sequenceOf(page.cursor),
    types: page.type,
  })
  return pageBySequence(rows, page.limit, (row) => ({
    seq: Number(row.seq),
    at: row.at.toISOString(),
    type: row.type,
    actor: toActor(row.actor),
    old_value: row.old_value ?? null,
    new_value: row.new_value ?? null,
    payload: payloadSchema.parse(row.payload),
  }))
}

export async function listComments(ctx: Ctx, idOrIdentifier: string, page: PageRequest) {
  const issue = await resolveIssue(ctx, idOrIdentifier)
  const after = page.cursor === undefined ? null : decodeCursor(page.cursor, timeIdCursor)
  const rows = await listCommentRows(ctx.db, issue.id, { limit: page.limit, after })
  const { items, next_cursor } = toPage(rows, page.limit, (row) => [row.created_at.toISOString(), row.id])
  return { items: items.map(toComment), next_cursor }
}

export function toComment(row: CommentRow): z.infer<typeof commentSchema> {
  return {
    ...row,
    author: toActor(row.author),
    created_at: row.created_at.toISOString(),
    edited_at: row.edited_at?.toISOString() ?? null,
  }
}

/** "Why is nothing happening?": what it waits for, and the latest automatic choices with their reasons. */
export async function explainIssue(ctx: Ctx, idOrIdentifier: string) {
  const issue = await resolveIssue(ctx, idOrIdentifier)
  const [[card], decisions] = await Promise.all([loadCards(ctx, [issue.id]), listDecisionRows(ctx.db, issue.id, 20)])
  if (!card) throw new Error(`issue ${issue.id} vanished between two reads`)
  return {
    waiting_on: card.waiting_on,
    since: card.waiting_on.since,
    next: nextStep[card.waiting_on.code] ?? 'Nothing happens by itself from here.',
    decisions: decisions.map((row) => ({ ...row, at: row.at.toISOString(), inputs: payloadSchema.parse(row.inputs) })),
  }
}

const nextStep: Record<Card['waiting_on']['code'], string> = {
  run_delayed: 'The run starts by itself when its time has come and the limits allow it.',
  run_queued: 'A worker takes the run as soon as one is free.',
  run_preparing: 'The agent starts when its checkout is ready.',
  run_working: 'The agent reports its result; a silent agent is stopped.',
  permission: 'Answer the permission that the agent asks for, or it is denied after ten minutes.',
  push_held: 'Look at the changes and allow the push, or discard them.',
  question: 'Answer the question; a new run continues with your answer.',
  blocked: 'Remove what blocks the agent, then start a run again.',
  attention: 'Look at the issue and decide.',
  plan_review: 'Approve the plan or request changes.',
  deploy: 'A production deploy that contains the merge starts the watch.',
  watching: 'At the end of the window the verdict is made from what was seen.',
  inconclusive: 'Close the issue with a reason, or connect a channel and watch again.',
  pushing: 'The changes are checked and pushed; a pull request follows.',
  open_pull: 'Open a pull request for the branch; its webhook moves the issue.',
  pull_draft: 'The pull request waits until it is ready for review.',
  ci_failed: 'Mend the checks of the pull request.',
  pull_review: 'Review and merge the pull request.',
  release: 'Merge the pull request that carries it to the default branch.',
  blocked_by: 'Close the issues that block it, or take the relation away.',
  run_failed: 'Start a run again, or do the work by hand.',
  implement: 'Start the implementation.',
  start_refused: 'Mend what the reason names, then assign the agent or start a run again.',
  start: 'Assign an agent, start a run, or do the work by hand.',
}

const sequenceCursor = z.tuple([z.number().int().nonnegative()])

function sequenceOf(cursor: string | undefined): number | null {
  return cursor === undefined ? null : decodeCursor(cursor, sequenceCursor)[0]
}

function pageBySequence<Row extends { seq: number }, Item>(rows: Row[], limit: number, toItem: (row: Row) => Item) {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(toItem), next_cursor: rows.length > limit && last ? encodeCursor([Number(last.seq)]) : null }
}
