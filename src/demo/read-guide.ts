// The empty board is the guide: four lines, each with the state in which this installation is.
import type { Ctx } from '../platform/context.ts'
import type { Runtime } from '../platform/runtime.ts'
import { listRepositoryRows } from '../repositories/store.ts'
import { demoState } from './domain/next-step.ts'
import { findDemoWorkspace, readDemoState } from './store.ts'

export interface AgentReadiness {
  ready: boolean
  /** A stable code, e.g. `no_model_credential`. */
  reason: string
  detail: string
}

export async function readGuide(ctx: Ctx, agent: AgentReadiness) {
  const [demo, repositories] = await Promise.all([readDemoLine(ctx), listRepositoryRows(ctx.db, ctx.workspaceId)])
  const repository = repositories.find((row) => row.is_default) ?? repositories[0]
  return {
    demo,
    repository: { connected: repository !== undefined, name: repository?.name ?? null },
    agent,
    errors: readErrorsLine(ctx.system),
  }
}

async function readDemoLine(ctx: Ctx) {
  const demo = await findDemoWorkspace(ctx.db)
  if (!demo) return { state: 'none' as const, workspace_id: null }
  const { fix_state } = await readDemoState(ctx.db, demo.id)
  const ageSeconds = (ctx.now.getTime() - demo.created_at.getTime()) / 1000
  return { state: demoState({ fix: fix_state, ageSeconds }), workspace_id: demo.id }
}

function readErrorsLine({ config }: Runtime) {
  const webhookUrl = `${config.DISPATCH_PUBLIC_URL ?? `http://127.0.0.1:${config.PORT}`}/api/sentry/webhook`
  const isReachable = config.DISPATCH_PUBLIC_URL !== undefined
  const hasSecret = config.SENTRY_CLIENT_SECRET !== undefined
  // Without a webhook's secret new errors are found by asking; with one, only known errors are asked about.
  const polling = config.SENTRY_API_TOKEN !== undefined
  const isAsking = polling && !hasSecret
  return {
    connected: isAsking || (hasSecret && isReachable),
    reason: isAsking ? 'polling' : !hasSecret ? 'no_secret' : isReachable ? 'webhook' : 'no_public_url',
    webhook_url: webhookUrl,
    polling,
  }
}
