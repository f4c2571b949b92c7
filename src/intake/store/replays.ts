// SQL about replays: what was chosen, what each delivery had done before, and what it did then.
import { sql } from 'kysely'
import type { Actor } from '../../platform/context.ts'
import { jsonbText } from '../../platform/db/jsonb-text.ts'
import type { Db } from '../../platform/db/open-database.ts'

export interface NewBatch {
  id: string
  workspaceId: string
  dryRun: boolean
  selection: object
  isCut: boolean
  /** Oldest first, each with the id of its replay. */
  items: readonly { id: string; deliveryId: string }[]
  by: Actor
  now: Date
}

/** A batch without a single delivery is finished already. */
export async function insertBatch(db: Db, batch: NewBatch): Promise<void> {
  const isEmpty = batch.items.length === 0
  await db
    .insertInto('dispatch_replay_batch')
    .values({
      id: batch.id,
      workspace_id: batch.workspaceId,
      state: isEmpty ? 'finished' : 'running',
      dry_run: batch.dryRun,
      selection: JSON.stringify(batch.selection),
      total: batch.items.length,
      is_cut: batch.isCut,
      created_by: JSON.stringify(batch.by),
      created_at: batch.now,
      finished_at: isEmpty ? batch.now : null,
    })
    .execute()
  if (isEmpty) return
  await db
    .insertInto('dispatch_replay')
    .values(
      batch.items.map(({ id, deliveryId }, position) => ({
        id,
        workspace_id: batch.workspaceId,
        delivery_id: deliveryId,
        batch_id: batch.id,
        position,
        state: 'queued' as const,
        dry_run: batch.dryRun,
        replayed_by: JSON.stringify(batch.by),
      })),
    )
    .execute()
}

const batchColumns = sql`batch.id, batch.workspace_id, batch.state, batch.dry_run, batch.total, batch.is_cut, batch.created_by, batch.created_at,
  batch.finished_at, counts.done, counts.changed, counts.failed`
const counts = sql`left join lateral (
    select count(*) filter (where state = 'done')::int as done, count(*) filter (where changed)::int as changed,
      count(*) filter (where state = 'failed')::int as failed
    from dispatch_replay where batch_id = batch.id) counts on true`

export interface BatchRow {
  id: string
  workspace_id: string
  state: 'running' | 'finished' | 'canceled'
  dry_run: boolean
  total: number
  is_cut: boolean
  created_by: unknown
  created_at: Date
  finished_at: Date | null
  done: number
  changed: number
  failed: number
}

export async function findBatch(db: Db, workspaceId: string, id: string): Promise<BatchRow | undefined> {
  const { rows } = await sql<BatchRow>`
    select ${batchColumns} from dispatch_replay_batch batch ${counts}
    where batch.workspace_id = ${workspaceId} and batch.id = ${id}`.execute(db)
  return rows[0]
}

/** One page and one row more, newest first. */
export async function listBatches(
  db: Db,
  page: { workspaceId: string; after?: { at: string; id: string } | undefined; limit: number },
): Promise<BatchRow[]> {
  const beyond = page.after ? sql`and (batch.created_at, batch.id) < (${page.after.at}::timestamptz, ${page.after.id})` : sql``
  const { rows } = await sql<BatchRow>`
    select ${batchColumns} from (
      select * from dispatch_replay_batch batch where workspace_id = ${page.workspaceId} ${beyond}
      order by created_at desc, id desc limit ${page.limit + 1}) batch ${counts}
    order by batch.created_at desc, batch.id desc`.execute(db)
  return rows
}

export interface ReplayRow {
  id: string
  delivery_id: string
  batch_id: string | null
  position: number
  state: 'queued' | 'done' | 'failed' | 'canceled'
  problem: string | null
  decision_before: unknown
  effects_before: unknown
  decision_after: unknown
  effects_after: unknown
  replayed_by: unknown
  finished_at: Date | null
}

export interface ReplayItemRow extends ReplayRow {
  source: string
  kind: string
  received_at: Date
  issue_id: string | null
  issue_identifier: string | null
}

/** One page and one row more, in the order in which they are replayed. */
export async function listReplaysOfBatch(
  db: Db,
  page: { batchId: string; state?: string | undefined; changed?: boolean | undefined; after?: number | undefined; limit: number },
): Promise<ReplayItemRow[]> {
  const conditions = [
    sql`replay.batch_id = ${page.batchId}`,
    ...(page.state === undefined ? [] : [sql`replay.state = ${page.state}`]),
    ...(page.changed === undefined ? [] : [sql`replay.changed = ${page.changed}`]),
    ...(page.after === undefined ? [] : [sql`replay.position > ${page.after}`]),
  ]
  const { rows } = await sql<ReplayItemRow>`
    select replay.id, replay.delivery_id, replay.batch_id, replay.position, replay.state, replay.problem, replay.decision_before,
      replay.effects_before, replay.decision_after, replay.effects_after, replay.replayed_by, replay.finished_at,
      delivery.source, delivery.kind, delivery.received_at, issue.id as issue_id, workspace.prefix || '-' || issue.number as issue_identifier
    from dispatch_replay replay
    join dispatch_delivery delivery on delivery.id = replay.delivery_id
    join dispatch_workspace workspace on workspace.id = replay.workspace_id
    left join dispatch_issue issue on issue.id = delivery.decision ->> 'issue_id' and issue.workspace_id = replay.workspace_id
      and issue.deleted_at is null
    where ${sql.join(conditions, sql` and `)}
    order by replay.position limit ${page.limit + 1}`.execute(db)
  return rows
}

/** What was really replayed of a delivery, the newest first. */
export function listReplaysOf(db: Db, deliveryId: string): Promise<ReplayRow[]> {
  return db
    .selectFrom('dispatch_replay')
    .select(['id', 'delivery_id', 'batch_id', 'position', 'state', 'problem', 'decision_before', 'effects_before'])
    .select(['decision_after', 'effects_after', 'replayed_by', 'finished_at'])
    .where('delivery_id', '=', deliveryId)
    .where('dry_run', '=', false)
    .where('state', 'in', ['done', 'failed'])
    .orderBy('finished_at', 'desc')
    .orderBy('id', 'desc')
    .limit(20)
    .execute()
}

/** The next ones of a batch that nobody has replayed yet. */
export function listQueuedReplays(db: Db, batchId: string, limit: number): Promise<{ id: string; delivery_id: string }[]> {
  return db
    .selectFrom('dispatch_replay')
    .select(['id', 'delivery_id'])
    .where('batch_id', '=', batchId)
    .where('state', '=', 'queued')
    .orderBy('position')
    .limit(limit)
    .execute()
}

/** Locks a replay that is still to be done; false when another process is at it, or it was canceled. */
export async function claimReplay(db: Db, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('dispatch_replay')
    .select('id')
    .where('id', '=', id)
    .where('state', '=', 'queued')
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  return row !== undefined
}

export interface ReplayOutcome {
  before: { decision: unknown; effects: unknown }
  after: { decision: object; effects: readonly object[] }
  changed: boolean
  now: Date
}

export async function finishReplay(db: Db, id: string, { before, after, changed, now }: ReplayOutcome): Promise<void> {
  await db
    .updateTable('dispatch_replay')
    .set({ state: 'done', changed, finished_at: now, ...toColumns(before, after) })
    .where('id', '=', id)
    .where('state', '=', 'queued')
    .execute()
}

export async function failReplay(db: Db, id: string, failure: { problem: string; now: Date }): Promise<void> {
  await db
    .updateTable('dispatch_replay')
    .set({ state: 'failed', problem: failure.problem, finished_at: failure.now })
    .where('id', '=', id)
    .where('state', '=', 'queued')
    .execute()
}

/** A delivery that was replayed alone. */
export async function insertReplay(
  db: Db,
  replay: ReplayOutcome & { id: string; workspaceId: string; deliveryId: string; by: Actor },
): Promise<void> {
  await db
    .insertInto('dispatch_replay')
    .values({
      id: replay.id,
      workspace_id: replay.workspaceId,
      delivery_id: replay.deliveryId,
      position: 0,
      state: 'done',
      dry_run: false,
      changed: replay.changed,
      finished_at: replay.now,
      replayed_by: JSON.stringify(replay.by),
      ...toColumns(replay.before, replay.after),
    })
    .execute()
}

function toColumns(before: ReplayOutcome['before'], after: ReplayOutcome['after']) {
  return {
    decision_before: before.decision === null ? null : jsonbText(before.decision),
    effects_before: before.effects === null ? null : jsonbText(before.effects),
    decision_after: jsonbText(after.decision),
    effects_after: jsonbText(after.effects),
  }
}

/** Nothing is queued any more. False when it had ended before. */
export async function finishBatch(db: Db, id: string, now: Date): Promise<boolean> {
  const result = await db
    .updateTable('dispatch_replay_batch')
    .set({ state: 'finished', finished_at: now })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Whatever is not begun is not done any more. False when it had ended before. */
export async function cancelBatch(db: Db, batch: { workspaceId: string; id: string; now: Date }): Promise<boolean> {
  const result = await db
    .updateTable('dispatch_replay_batch')
    .set({ state: 'canceled', finished_at: batch.now })
    .where('workspace_id', '=', batch.workspaceId)
    .where('id', '=', batch.id)
    .where('state', '=', 'running')
    .executeTakeFirst()
  if (result.numUpdatedRows === 0n) return false
  await db
    .updateTable('dispatch_replay')
    .set({ state: 'canceled', finished_at: batch.now })
    .where('batch_id', '=', batch.id)
    .where('state', '=', 'queued')
    .execute()
  return true
}

/** Those that are being worked off. */
export function listRunningBatches(db: Db): Promise<{ id: string; workspace_id: string }[]> {
  return db
    .selectFrom('dispatch_replay_batch')
    .select(['id', 'workspace_id'])
    .where('state', '=', 'running')
    .orderBy('id')
    .limit(1000)
    .execute()
}

/** Of batches that ended long ago. Returns how many were deleted. */
export async function deleteOldBatches(db: Db, page: { before: Date; limit: number }): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    delete from dispatch_replay_batch where id in (
      select id from dispatch_replay_batch where finished_at < ${page.before} order by finished_at limit ${page.limit})
    returning id`.execute(db)
  return rows.length
}
