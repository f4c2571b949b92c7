// Gathers the facts of issues and derives the notices that they deserve.
import type { Ctx } from '../platform/context.ts'
import { actorSchema } from '../platform/http/schemas.ts'
import type { FinishFailureCode } from '../runs/domain/outcome.ts'
import { readPushDetail } from '../runs/domain/push-detail.ts'
import { decideRetry } from '../runs/domain/retry.ts'
import { countRetriesBefore } from '../runs/store/runs.ts'
import { deriveNotices, type MentionFacts, type Notice, type NoticeFacts, type RunFacts } from './domain/notices.ts'
import { gatherMentions } from './gather-mentions.ts'
import { type FactsRow, readFacts } from './store/facts.ts'

/** By issue. Mentions are read from the given comments, and kept from what was told before. */
export async function derivedNotices(
  ctx: Ctx,
  issueIds: readonly string[],
  newCommentIds: readonly string[],
): Promise<Map<string, Notice[]>> {
  const mentions = await gatherMentions(ctx, issueIds, newCommentIds)
  const derived = new Map<string, Notice[]>()
  for (const row of await readFacts(ctx.db, ctx.workspaceId, issueIds)) {
    derived.set(row.id, deriveNotices(await toFacts(ctx, row, mentions.get(row.id) ?? [])))
  }
  return derived
}

async function toFacts(ctx: Ctx, row: FactsRow, mentions: MentionFacts[]): Promise<NoticeFacts> {
  return {
    isDeleted: row.is_deleted,
    category: row.category,
    needsAttention: row.needs_attention,
    plan: row.plan_id ? { id: row.plan_id, version: row.plan_version ?? 0, state: row.plan_state ?? '' } : null,
    run: await toRunFacts(ctx, row),
    refused: row.refused_id
      ? {
          id: row.refused_id,
          reason: row.refused_reason ?? '',
          detail: row.refused_detail ?? '',
          cause: row.refused_cause ?? '',
          at: row.refused_at ?? new Date(0),
        }
      : null,
    fix: row.fix_id
      ? {
          id: row.fix_id,
          state: row.fix_state ?? '',
          detail: row.fix_detail ?? '',
          verdictAt: row.fix_verdict_at,
          brokenAt: row.fix_broken_at,
        }
      : null,
    assignment: toAssignment(row),
    mentions,
  }
}

async function toRunFacts(ctx: Ctx, row: FactsRow): Promise<RunFacts | null> {
  if (!row.run_id || !row.run_created_at) return null
  return {
    id: row.run_id,
    kind: row.run_kind ?? '',
    state: row.run_state ?? '',
    reason: row.run_reason,
    outcome: row.run_outcome,
    question: row.run_question,
    failure: row.run_failure_detail,
    isPushHeld: row.run_push_state === 'held',
    heldBecause: row.run_push_state === 'held' ? readPushDetail(row.run_push_detail).held_because : null,
    createdAt: row.run_created_at,
    isRetried: await isRetried(ctx, row),
  }
}

async function isRetried(ctx: Ctx, row: FactsRow): Promise<boolean> {
  if (!row.run_id || !row.run_failure_code) return false
  // Written by the end of runs alone, so it is one of its codes.
  const failureCode = row.run_failure_code as FinishFailureCode
  const retriesBefore = await countRetriesBefore(ctx.db, row.run_id)
  return decideRetry({ failureCode, retriesBefore, hasSession: row.run_has_session ?? false }) !== null
}

function toAssignment(row: FactsRow): NoticeFacts['assignment'] {
  if (!row.assignee_user_id || row.assigned_seq === null) return null
  const by = actorSchema.parse(row.assigned_by)
  return { userId: row.assignee_user_id, seq: Number(row.assigned_seq), by }
}
