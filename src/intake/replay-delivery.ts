// Lets a delivery take effect again, shows what it would do now, or brings a dead one back to the queue.
import { authorize } from '../access/authorize.ts'
import { weighEvidence } from '../fixes/weigh-evidence.ts'
import { type Actor, type Ctx, type Tx, withTransaction } from '../platform/context.ts'
import { Conflict, NotFound } from '../platform/errors.ts'
import { differenceOf, isNothing, markInvented } from './domain/effect-difference.ts'
import { processJob } from './job-names.ts'
import { contextOf, judgeDelivery, tellUnread } from './process-delivery.ts'
import type { Replayed } from './schemas.ts'
import {
  claimDelivery,
  type DeliveryToProcess,
  finishDelivery,
  loadDelivery,
  reviveDelivery,
  type Verdict,
} from './store/deliveries.ts'
import { claimReplay, finishReplay, insertReplay } from './store/replays.ts'
import { type Outcome, outcomeOf } from './stored-outcome.ts'
import type { Vendor } from './vendor.ts'

export interface ReplayDelivery {
  id: string
  dryRun: boolean
}

/** What a delivery had done before, and what it did, or would do, now. */
export interface Replay {
  before: Outcome
  after: Outcome
}

/** What it did before is known by its content and not done twice. @throws NotFound, Conflict while it is being processed */
export async function replayDelivery(ctx: Ctx, vendors: readonly Vendor[], { id, dryRun }: ReplayDelivery): Promise<Replayed> {
  authorize(ctx, 'delivery.replay')
  const delivery = await loadOwn(ctx, id)
  const { before, after } = dryRun
    ? await tryOut(ctx, vendors, delivery)
    : await replayReally(ctx, vendors, delivery, { by: ctx.actor, batch: null })
  const { decision, effects } = after
  if (!decision) throw new Error('a replay ended without a decision')
  return { decision, effects, dry_run: dryRun, before, difference: differenceOf(before, after) }
}

/** @throws NotFound, Conflict `not_dead` */
export async function retryDelivery(ctx: Ctx, id: string): Promise<void> {
  authorize(ctx, 'delivery.replay')
  const { source, kind } = await loadOwn(ctx, id)
  await withTransaction(ctx, async (tx) => {
    const isRevived = await reviveDelivery(tx.db, tx.workspaceId, id)
    if (!isRevived)
      throw new Conflict('not_dead', 'Only deliveries that have been given up can be retried. Replay this one instead.')
    tx.emit({ type: 'delivery.retried', subject: { type: 'delivery', id }, payload: { delivery_id: id, source, kind } })
    tx.enqueue(processJob, {})
  })
}

/** @throws NotFound */
export async function loadOwn(ctx: Ctx, id: string): Promise<DeliveryToProcess> {
  const delivery = await loadDelivery(ctx.db, id)
  if (delivery?.workspace_id !== ctx.workspaceId) throw new NotFound('delivery', id)
  return delivery
}

export interface ReplayOrder {
  by: Actor
  /** Null for a delivery that is replayed alone. */
  batch: { id: string; replayId: string } | null
}

/** Effects are the vendor's doing, whoever presses the button: people's own moves must stay recognisable. */
export function replayReally(
  ctx: Ctx,
  vendors: readonly Vendor[],
  { id }: DeliveryToProcess,
  order: ReplayOrder,
): Promise<Replay> {
  return withDelivery(ctx, id, async (tx) => {
    const isWanted = order.batch === null || (await claimReplay(tx.db, order.batch.replayId))
    if (!isWanted) throw new Conflict('replay_ended', 'Somebody else has replayed it meanwhile, or canceled the batch.')
    const isFree = await claimDelivery(tx.db, id, ['processed', 'ignored', 'duplicate', 'failed', 'dead'])
    if (!isFree) throw new Conflict('delivery_pending', 'This delivery is still waiting to be processed.')
    const delivery = await loadOwn(tx, id)
    const verdict = await judgeDelivery(tx, vendors, delivery)
    await record(tx, delivery, { verdict, order })
    return { before: outcomeOf(delivery), after: verdict }
  })
}

async function record(
  tx: Tx,
  delivery: DeliveryToProcess,
  { verdict, order }: { verdict: Verdict; order: ReplayOrder },
): Promise<void> {
  // Of a delivery that has done its work, the work is remembered, not that there is nothing more to do.
  const hasNothingToAdd = delivery.state === 'processed' && verdict.state === 'ignored'
  if (!hasNothingToAdd) await finishDelivery(tx.db, delivery.id, { ...verdict, now: tx.now })
  if (delivery.state === 'dead') tellUnread(tx, delivery)
  const before = outcomeOf(delivery)
  const changed = !isNothing(differenceOf(before, verdict))
  const outcome = { before: { decision: delivery.decision, effects: delivery.effects }, after: verdict, changed, now: tx.now }
  const { by, batch } = order
  if (batch) await finishReplay(tx.db, batch.replayId, outcome)
  else await insertReplay(tx.db, { ...outcome, id: tx.newId('rpl'), workspaceId: tx.workspaceId, deliveryId: delivery.id, by })
  const { id, source, kind } = delivery
  const { result, reason } = verdict.decision
  tx.emit({
    type: 'delivery.replayed',
    actor: by,
    subject: { type: 'delivery', id },
    payload: { delivery_id: id, source, kind, result, reason, changed, batch_id: batch?.id ?? null },
  })
}

class DryRunEnded extends Error {
  override readonly name = 'DryRunEnded'
  readonly verdict: Verdict
  constructor(verdict: Verdict) {
    super('a dry run is rolled back')
    this.verdict = verdict
  }
}

/** The real thing in a transaction that never commits: no event, no job, no row remains. */
export async function tryOut(ctx: Ctx, vendors: readonly Vendor[], delivery: DeliveryToProcess): Promise<Replay> {
  const invented = new Set<string>()
  const newId = (prefix: string) => {
    const id = ctx.newId(prefix)
    invented.add(id)
    return id
  }
  try {
    return await withDelivery(ctx, delivery.id, async (tx) => {
      throw new DryRunEnded(await judgeDelivery({ ...tx, newId }, vendors, await loadOwn(tx, delivery.id)))
    })
  } catch (error) {
    if (!(error instanceof DryRunEnded)) throw error
    const { decision, effects } = error.verdict
    return { before: outcomeOf(delivery), after: { decision, effects: markInvented(effects, invented) } }
  }
}

async function withDelivery(ctx: Ctx, id: string, body: (tx: Tx) => Promise<Replay>): Promise<Replay> {
  return weighEvidence(contextOf(ctx.system, await loadOwn(ctx, id)), body)
}
