// Lets a delivery take effect again, shows what it would do now, or brings a dead one back to the queue.
import { authorize } from '../access/authorize.ts'
import { weighEvidence } from '../fixes/weigh-evidence.ts'
import { type Ctx, withTransaction } from '../platform/context.ts'
import { Conflict, NotFound } from '../platform/errors.ts'
import { processJob } from './job-names.ts'
import { applyDelivery, contextOf } from './process-delivery.ts'
import type { Replayed } from './schemas.ts'
import { claimDelivery, type DeliveryToProcess, loadDelivery, reviveDelivery, type Verdict } from './store/deliveries.ts'
import type { Vendor } from './vendor.ts'

export interface ReplayDelivery {
  id: string
  dryRun: boolean
}

/** What it did before is known by its content and not done twice. @throws NotFound, Conflict while it is being processed */
export async function replayDelivery(ctx: Ctx, vendors: readonly Vendor[], { id, dryRun }: ReplayDelivery): Promise<Replayed> {
  authorize(ctx, 'delivery.replay')
  const delivery = await loadOwn(ctx, id)
  // Effects are the vendor's doing, whoever presses the button: people's own moves must stay recognisable.
  const webhookCtx = contextOf(ctx.system, delivery)
  const replay = dryRun ? tryOut : reallyReplay
  const { decision, effects } = await replay(webhookCtx, vendors, delivery)
  const { result, reason, detail } = decision
  return { decision: { result, reason, detail }, effects, dry_run: dryRun }
}

/** @throws NotFound, Conflict `not_dead` */
export async function retryDelivery(ctx: Ctx, id: string): Promise<void> {
  authorize(ctx, 'delivery.replay')
  await loadOwn(ctx, id)
  await withTransaction(ctx, async (tx) => {
    const isRevived = await reviveDelivery(tx.db, tx.workspaceId, id)
    if (!isRevived)
      throw new Conflict('not_dead', 'Only deliveries that have been given up can be retried. Replay this one instead.')
    tx.enqueue(processJob, {})
  })
}

async function loadOwn(ctx: Ctx, id: string): Promise<DeliveryToProcess> {
  const delivery = await loadDelivery(ctx.db, id)
  if (delivery?.workspace_id !== ctx.workspaceId) throw new NotFound('delivery', id)
  return delivery
}

function reallyReplay(ctx: Ctx, vendors: readonly Vendor[], delivery: DeliveryToProcess): Promise<Verdict> {
  return weighEvidence(ctx, async (tx) => {
    const isFree = await claimDelivery(tx.db, delivery.id, ['processed', 'ignored', 'duplicate', 'failed', 'dead'])
    if (!isFree) throw new Conflict('delivery_pending', 'This delivery is still waiting to be processed.')
    return applyDelivery(tx, vendors, delivery)
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
async function tryOut(ctx: Ctx, vendors: readonly Vendor[], delivery: DeliveryToProcess): Promise<Verdict> {
  try {
    return await weighEvidence(ctx, async (tx) => {
      throw new DryRunEnded(await applyDelivery(tx, vendors, delivery))
    })
  } catch (error) {
    if (error instanceof DryRunEnded) return error.verdict
    throw error
  }
}
