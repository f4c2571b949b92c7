// What is replayed together, for people: how far it is, and what each delivery did differently.
import { z } from 'zod'
import { authorize } from '../access/authorize.ts'
import type { Ctx } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import { decodeCursor, timeIdCursor, toPage } from '../platform/http/cursor.ts'
import { actorSchema } from '../platform/http/schemas.ts'
import { differenceOf } from './domain/effect-difference.ts'
import type { ListReplayItems, ReplayBatch, ReplayItem } from './replay-schemas.ts'
import { deliverySources } from './schemas.ts'
import { type BatchRow, findBatch, listBatches, listReplaysOfBatch, type ReplayItemRow } from './store/replays.ts'
import { outcomeOf } from './stored-outcome.ts'

const sources = z.enum(deliverySources)
const placeCursor = z.tuple([z.number().int().nonnegative()])

/** Newest first. */
export async function readBatches(ctx: Ctx, query: { limit: number; cursor?: string | undefined }) {
  authorize(ctx, 'delivery.read')
  const [at, id] = query.cursor ? decodeCursor(query.cursor, timeIdCursor) : []
  const after = at && id ? { at, id } : undefined
  const rows = await listBatches(ctx.db, { workspaceId: ctx.workspaceId, after, limit: query.limit })
  const page = toPage(rows, query.limit, (row) => [row.created_at.toISOString(), row.id])
  return { items: page.items.map(toBatch), next_cursor: page.next_cursor }
}

/** @throws NotFound */
export async function readBatch(ctx: Ctx, id: string): Promise<ReplayBatch> {
  authorize(ctx, 'delivery.read')
  const row = await findBatch(ctx.db, ctx.workspaceId, id)
  if (!row) throw new NotFound('replay', id)
  return toBatch(row)
}

/** In the order in which they are replayed. @throws NotFound */
export async function readReplayItems(ctx: Ctx, id: string, query: ListReplayItems) {
  await readBatch(ctx, id)
  const rows = await listReplaysOfBatch(ctx.db, {
    batchId: id,
    state: query.state,
    changed: query.changed === undefined ? undefined : query.changed === 'true',
    after: query.cursor ? decodeCursor(query.cursor, placeCursor)[0] : undefined,
    limit: query.limit,
  })
  const page = toPage(rows, query.limit, (row) => [row.position])
  return { items: page.items.map(toItem), next_cursor: page.next_cursor }
}

function toBatch(row: BatchRow): ReplayBatch {
  const { id, state, dry_run, total, done, changed, failed, is_cut } = row
  return {
    ...{ id, state, dry_run, total, done, changed, failed, is_cut },
    created_by: actorSchema.parse(row.created_by),
    created_at: row.created_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
  }
}

function toItem(row: ReplayItemRow): ReplayItem {
  const before = outcomeOf({ decision: row.decision_before, effects: row.effects_before })
  const after = outcomeOf({ decision: row.decision_after, effects: row.effects_after })
  return {
    delivery: {
      id: row.delivery_id,
      source: sources.parse(row.source),
      kind: row.kind,
      received_at: row.received_at.toISOString(),
      issue: row.issue_id && row.issue_identifier ? { id: row.issue_id, identifier: row.issue_identifier } : null,
    },
    state: row.state,
    problem: row.problem,
    before: before.decision,
    after: after.decision,
    effects: after.effects,
    difference: row.state === 'done' ? differenceOf(before, after) : null,
  }
}
