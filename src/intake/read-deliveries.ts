// Deliveries for people: the list, and one with its body and what it did.
import { z } from 'zod'
import { authorize } from '../access/authorize.ts'
import { loadWorkspace } from '../access/load-workspace.ts'
import { resolveIssue } from '../issues/resolve-issue.ts'
import type { Ctx } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import { decodeCursor, timeIdCursor, toPage } from '../platform/http/cursor.ts'
import { actorSchema } from '../platform/http/schemas.ts'
import { keptUntil } from './domain/retention.ts'
import { showBody, showHeaders } from './domain/shown-body.ts'
import { type Delivery, type DeliveryDetail, type DeliveryQuery, deliverySources, type ListDeliveries } from './schemas.ts'
import {
  type DeliveryDetailRow,
  type DeliveryFilter,
  type DeliverySummaryRow,
  findDelivery,
  findFirstOfBody,
  listDeliveries,
  listIssueRefs,
  listSignalsOf,
} from './store/delivery-views.ts'
import { listReplaysOf, type ReplayRow } from './store/replays.ts'
import { outcomeOf } from './stored-outcome.ts'

const storedHeaders = z.record(z.string(), z.string())
const sources = z.enum(deliverySources)

/** Newest first. @throws NotFound for an issue that is not there */
export async function readDeliveries(ctx: Ctx, query: ListDeliveries) {
  authorize(ctx, 'delivery.read')
  const [receivedAt, id] = query.cursor ? decodeCursor(query.cursor, timeIdCursor) : []
  const rows = await listDeliveries(ctx.db, {
    workspaceId: ctx.workspaceId,
    filter: await toFilter(ctx, query),
    after: receivedAt && id ? { receivedAt, id } : undefined,
    limit: query.limit,
  })
  const page = toPage(rows, query.limit, (row) => [row.received_at.toISOString(), row.id])
  return { items: page.items.map(toDelivery), next_cursor: page.next_cursor }
}

/** The filter of a query, with what it names found. @throws NotFound for an issue that is not there */
export async function toFilter(ctx: Ctx, query: DeliveryQuery): Promise<DeliveryFilter> {
  const { source, state, connection, kind, result, reason, q } = query
  return {
    ...{ source, state, connection, kind, result, reason, q },
    issueId: query.issue === undefined ? undefined : (await resolveIssue(ctx, query.issue)).id,
    since: query.since === undefined ? undefined : new Date(query.since),
    until: query.until === undefined ? undefined : new Date(query.until),
  }
}

/** @throws NotFound */
export async function readDelivery(ctx: Ctx, id: string): Promise<DeliveryDetail> {
  authorize(ctx, 'delivery.read')
  const row = await findDelivery(ctx.db, ctx.workspaceId, id)
  if (!row) throw new NotFound('delivery', id)
  const { policy } = await loadWorkspace(ctx)
  const { effects } = outcomeOf(row)
  const signals = await listSignalsOf(ctx.db, id)
  const concerned = [row.issue_id, ...effects.map(({ issue_id }) => issue_id)].filter((one) => typeof one === 'string')
  return {
    ...toDelivery(row),
    ...shown(row),
    delivery_key: row.delivery_key,
    duplicate_of: row.state === 'duplicate' ? await findFirstOfBody(ctx.db, row) : null,
    effects,
    signals: signals.map(({ object_key, occurred_at, ...rest }) => ({
      ...rest,
      object: object_key,
      occurred_at: occurred_at.toISOString(),
    })),
    issues: await listIssueRefs(ctx.db, ctx.workspaceId, [...new Set(concerned)]),
    replays: (await listReplaysOf(ctx.db, id)).map(toPastReplay),
    kept_until: keptUntil(row, policy)?.toISOString() ?? null,
  }
}

function shown(row: DeliveryDetailRow) {
  const headers = storedHeaders.parse(row.headers)
  const { text, format, truncated, note } = showBody(row.body, row.source, headers['content-type'])
  return {
    headers: showHeaders(headers),
    body: text,
    body_format: format,
    body_bytes: row.body.byteLength,
    body_sha256: row.body_sha256,
    body_truncated: truncated,
    body_note: note,
  }
}

function toPastReplay(row: ReplayRow): DeliveryDetail['replays'][number] {
  return {
    id: row.id,
    at: (row.finished_at ?? new Date(0)).toISOString(),
    by: actorSchema.parse(row.replayed_by),
    batch_id: row.batch_id,
    state: row.state === 'failed' ? 'failed' : 'done',
    problem: row.problem,
    before: outcomeOf({ decision: row.decision_before, effects: row.effects_before }),
    after: outcomeOf({ decision: row.decision_after, effects: row.effects_after }),
  }
}

function toDelivery(row: DeliverySummaryRow): Delivery {
  return {
    id: row.id,
    source: sources.parse(row.source),
    kind: row.kind,
    connection: { id: row.connection_id, name: row.connection_name },
    state: row.state,
    decision: outcomeOf({ decision: row.decision, effects: null }).decision,
    issue: row.issue_id && row.issue_identifier ? { id: row.issue_id, identifier: row.issue_identifier } : null,
    attempts: row.attempts,
    error: row.error,
    received_at: row.received_at.toISOString(),
    processed_at: row.processed_at?.toISOString() ?? null,
  }
}
