// Deliveries that GitHub could not bring, e.g. while the server was away, are asked for again: each is then a delivery like any other.
import { findDefaultWorkspace } from '../access/load-workspace.ts'
import { systemContext } from '../platform/context.ts'
import type { Runtime } from '../platform/runtime.ts'
import type { IntakePorts } from './ports.ts'
import { findDefaultConnection } from './store/connections.ts'
import { listArrived, listRepositoriesToLookAt } from './store/repository-looks.ts'

/** What is older is found by asking for the state of things. */
const lookBackMs = 24 * 3_600_000

export async function askForLost(runtime: Runtime, { codeHost, vendors }: IntakePorts, signal: AbortSignal): Promise<void> {
  const { config } = runtime
  const workspace = await findDefaultWorkspace(runtime.database.kysely)
  // Without an address nobody knows which hook is ours.
  if (!codeHost || !workspace || !config.DISPATCH_PUBLIC_URL) return
  const vendor = vendors.find(({ source }) => source === 'github')
  const connection = await findDefaultConnection(runtime.database.kysely, 'github')
  // Without a secret nothing was to be delivered.
  if (vendor?.environmentSecret(config) === undefined && !connection?.secrets.length) return
  const ctx = systemContext(runtime, workspace.id)
  const repositories = await listRepositoriesToLookAt(ctx.db, workspace.id)
  const failed = await codeHost.failedDeliveries({
    repositories: repositories.map((repository) => repository.full_name),
    origin: config.DISPATCH_PUBLIC_URL,
    // GitHub's clock, and no business of ours: a test's clock does not move it.
    since: new Date(Date.now() - lookBackMs),
  })
  const arrived = new Set(
    await listArrived(
      ctx.db,
      workspace.id,
      failed.map(({ guid }) => guid),
    ),
  )
  for (const lost of failed.filter(({ guid }) => !arrived.has(guid))) {
    if (signal.aborted) return
    const isAsked = await lost.redeliver()
    ctx.log.info({ delivery: lost.guid, isAsked }, 'intake.redelivery')
  }
}
