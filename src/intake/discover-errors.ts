// New errors are found by asking where no webhook can reach this installation, and where one may have been lost: each takes the way of a delivery.
import { weighEvidence } from '../fixes/weigh-evidence.ts'
import type { Ctx } from '../platform/context.ts'
import { applySignal } from './apply-signal.ts'
import type { IntakePorts } from './ports.ts'
import { findDefaultConnection } from './store/connections.ts'
import { findAskedUntil, listUntold, writeAskedUntil } from './store/discovery.ts'

/** The tracker shows an issue a little after it was first seen. */
const OVERLAP_MS = 10 * 60_000
/** After a long time without an answer, older errors are no news. */
const LONGEST_GAP_MS = 7 * 86_400_000

/** While a webhook tells of errors, only what it lost is looked for. */
const LOST_EVERY_MS = 10 * 60_000

/** The first look only remembers when it was. */
export async function discoverErrors(ctx: Ctx, { tracker, vendors }: IntakePorts, signal: AbortSignal): Promise<void> {
  const vendor = vendors.find(({ source }) => source === 'sentry')
  const connection = await findDefaultConnection(ctx.db, 'sentry')
  const { config } = ctx.system
  if (!vendor || !connection || !config.SENTRY_API_TOKEN) return
  const isTold = vendor.environmentSecret(config) !== undefined || connection.secrets.length > 0
  const until = await findAskedUntil(ctx.db, ctx.workspaceId)
  if (isTold && until && ctx.now.getTime() - until.getTime() < LOST_EVERY_MS) return
  if (until) {
    const since = Math.max(until.getTime() - OVERLAP_MS, ctx.now.getTime() - LONGEST_GAP_MS)
    const asked = await tracker.findNew({ since: new Date(since), settings: connection.settings }, signal)
    if (!asked.ok) return ctx.log.warn({ reason: asked.sentence }, 'intake.not_discovered')
    const untold = new Set(await listUntold(ctx.db, ctx.workspaceId, [...new Set(asked.value.map((told) => told.objectKey))]))
    for (const told of asked.value.filter(({ objectKey }) => untold.has(objectKey))) {
      const origin = { deliveryId: null, deliverySeq: 0, connectionId: connection.id, isRepeat: false }
      await weighEvidence(ctx, (tx) => applySignal(tx, told, origin))
    }
  }
  await writeAskedUntil(ctx.db, ctx.workspaceId, ctx.now)
}
