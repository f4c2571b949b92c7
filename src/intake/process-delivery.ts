// A stored delivery becomes signals, decisions and effects, in one transaction: either all of it happened or nothing did.
import { hearOfDeliveryJob } from '../fixes/job-names.ts'
import { hearErrorNews } from '../fixes/late-news.ts'
import { weighEvidence } from '../fixes/weigh-evidence.ts'
import { type Ctx, systemContext, type Tx, withTransaction } from '../platform/context.ts'
import type { Runtime } from '../platform/runtime.ts'
import { applySignals } from './apply-signals.ts'
import type { Parsed } from './domain/signal.ts'
import { cleanText } from './domain/text.ts'
import { toEnvelope } from './envelope.ts'
import { retryJob } from './job-names.ts'
import { ignored, mainOutcome, type Outcome } from './outcome.ts'
import {
  claimDelivery,
  type DeliveryState,
  type DeliveryToProcess,
  failDelivery,
  finishDelivery,
  loadDelivery,
  type Verdict,
} from './store/deliveries.ts'
import type { Vendor } from './vendor.ts'

/** After each failure so many seconds until the next try; then the delivery is dead. */
const retryDelaysSeconds = [5, 30, 120, 600, 3600]

/** Processes a delivery that waits or failed; does nothing for any other. A failure is kept with the delivery; it throws only if that fails, too. */
export async function processDelivery(runtime: Runtime, vendors: readonly Vendor[], id: string): Promise<void> {
  const delivery = await loadDelivery(runtime.database.kysely, id)
  if (!delivery) return
  const ctx = contextOf(runtime, delivery)
  try {
    await processOnce(ctx, vendors, delivery)
  } catch (error) {
    await recordFailure(ctx, delivery, error)
  }
}

function processOnce(ctx: Ctx, vendors: readonly Vendor[], delivery: DeliveryToProcess): Promise<void> {
  return weighEvidence(ctx, async (tx) => {
    const isMine = await claimDelivery(tx.db, delivery.id, ['received', 'failed'])
    if (isMine) await applyDelivery(tx, vendors, delivery)
  })
}

/** Parses, decides and applies inside the given transaction, and stores the verdict with the delivery. */
export async function applyDelivery(tx: Tx, vendors: readonly Vendor[], delivery: DeliveryToProcess): Promise<void> {
  const verdict = await judgeDelivery(tx, vendors, delivery)
  await finishDelivery(tx.db, delivery.id, { ...verdict, now: tx.now })
  if (verdict.state === 'dead') tellUnread(tx, delivery)
}

/** Parses, decides and applies; what was decided about the delivery before stays with it. */
export function judgeDelivery(tx: Tx, vendors: readonly Vendor[], delivery: DeliveryToProcess): Promise<Verdict> {
  return judge(tx, delivery, parse(vendors, delivery))
}

export function contextOf(runtime: Runtime, delivery: DeliveryToProcess): Ctx {
  const actor = { type: 'webhook' as const, id: delivery.connection_id, name: delivery.connection_name }
  return systemContext(runtime, delivery.workspace_id, actor)
}

function parse(vendors: readonly Vendor[], delivery: DeliveryToProcess): Parsed {
  const vendor = vendors.find((candidate) => candidate.source === delivery.source)
  if (!vendor) return { malformed: { code: 'unknown_source', sentence: `Nothing here reads deliveries of ${delivery.source}.` } }
  const envelope = toEnvelope(delivery)
  if (!envelope) return { malformed: { code: 'not_json', sentence: 'The body is signed, but it is not JSON.' } }
  return vendor.parse(envelope, delivery.connection_settings)
}

async function judge(tx: Tx, delivery: DeliveryToProcess, parsed: Parsed): Promise<Verdict> {
  if ('malformed' in parsed) {
    const { code, sentence } = parsed.malformed
    return { state: 'dead', decision: { result: 'unreadable', reason: code, detail: sentence, issue_id: null }, effects: [] }
  }
  if ('ignored' in parsed) return toVerdict(ignored(parsed.ignored.code, parsed.ignored.sentence))
  const outcomes = await applySignals(tx, parsed.signals, originOf(delivery))
  await hearErrorNews(tx, parsed.signals)
  return toVerdict(mainOutcome(outcomes))
}

/** Nobody knows what it told of, or everybody does at last: fixes that were judged meanwhile may rest on it. */
export function tellUnread(tx: Tx, { workspace_id, source, received_at }: DeliveryToProcess): void {
  tx.enqueue(hearOfDeliveryJob, { workspace_id, source, received_at: received_at.toISOString() })
}

function originOf(delivery: DeliveryToProcess) {
  return {
    deliveryId: delivery.id,
    deliverySeq: delivery.seq,
    connectionId: delivery.connection_id,
    isRepeat: delivery.state === 'processed',
  }
}

function toVerdict({ result, reason, detail, issueId, effects }: Outcome): Verdict {
  const state = result === 'ignore' ? 'ignored' : 'processed'
  return { state, decision: { result, reason, detail, issue_id: issueId }, effects }
}

async function recordFailure(ctx: Ctx, delivery: DeliveryToProcess, error: unknown): Promise<void> {
  const delay = retryDelaysSeconds[delivery.attempts]
  const state: Extract<DeliveryState, 'failed' | 'dead'> = delay === undefined ? 'dead' : 'failed'
  // It may quote the body, and so what the database cannot store.
  const message = cleanText(error instanceof Error ? error.message : String(error), 1000)
  ctx.log.error({ err: error, deliveryId: delivery.id, attempts: delivery.attempts + 1 }, `delivery.${state}`)
  await withTransaction(ctx, async (tx) => {
    await failDelivery(tx.db, delivery.id, { state, error: message, now: tx.now })
    if (delay === undefined) tellUnread(tx, delivery)
    else tx.enqueue(retryJob, { delivery_id: delivery.id }, { startAfterSeconds: delay })
  })
}
