// Asks the vendors for what they may not have delivered: the state of what we wait for, through the same way as deliveries.
import { findDefaultWorkspace } from '../access/load-workspace.ts'
import { awaitedWork } from '../fixes/awaited-work.ts'
import { weighEvidence } from '../fixes/weigh-evidence.ts'
import { type Ctx, systemContext } from '../platform/context.ts'
import { Unavailable } from '../platform/errors.ts'
import type { Runtime } from '../platform/runtime.ts'
import { applySignal } from './apply-signal.ts'
import { discoverCode } from './discover-code.ts'
import { discoverErrors } from './discover-errors.ts'
import type { Signal } from './domain/signal.ts'
import type { IntakePorts } from './ports.ts'
import { noteAnswer } from './store/external-details.ts'

/** Credentials of the environment are the default workspace's, so that is the one that is looked after. */
export async function reconcile(runtime: Runtime, ports: IntakePorts, signal: AbortSignal): Promise<void> {
  const workspace = await findDefaultWorkspace(runtime.database.kysely)
  if (!workspace) return
  const ctx = systemContext(runtime, workspace.id)
  const { pulls, repositories, issues } = await awaitedWork(ctx)
  const { codeHost, tracker } = ports
  const questions: (() => Promise<Signal[]>)[] = [
    ...(codeHost ? pulls.map((pull) => async () => present(await codeHost.pollPull(pull.repository, pull.number))) : []),
    ...(codeHost ? repositories.map((name) => () => codeHost.pollDeployments(name)) : []),
    ...(runtime.config.SENTRY_API_TOKEN
      ? issues.map((issue) => async () => {
          const asked = await tracker.poll(issue, ctx.now, signal)
          if (!asked.ok) return []
          await noteAnswer(ctx.db, { workspaceId: ctx.workspaceId, externalId: issue.externalId, now: ctx.now })
          return asked.value
        })
      : []),
  ]
  for (const ask of questions) {
    if (signal.aborted) return
    await apply(ctx, ask)
  }
  await discoverErrors(ctx, ports, signal)
  await discoverCode(ctx, ports, signal)
}

function present(signal: Signal | null): Signal[] {
  return signal ? [signal] : []
}

/** One question that is not answered must not hold up the others; the next round asks again. */
async function apply(ctx: Ctx, ask: () => Promise<Signal[]>): Promise<void> {
  try {
    for (const signal of await ask()) {
      const origin = { deliveryId: null, deliverySeq: 0, connectionId: null, isRepeat: false }
      await weighEvidence(ctx, (tx) => applySignal(tx, signal, origin))
    }
  } catch (error) {
    // A host that wants to be left alone is no trouble: it is asked again when it may be.
    ctx.log[error instanceof Unavailable ? 'debug' : 'warn']({ err: error }, 'intake.not_reconciled')
  }
}
