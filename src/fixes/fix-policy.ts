// The workspace's policy as the decisions of this feature want it.
import { loadWorkspace, type Workspace } from '../access/load-workspace.ts'
import type { Prefixes } from '../integrations/github/domain/references.ts'
import type { Config } from '../platform/config.ts'
import type { Ctx } from '../platform/context.ts'
import type { ProductionPolicy } from './domain/production.ts'
import type { VerdictPolicy } from './domain/verdict.ts'
import { defaultVerdictPolicy } from './domain/verdict.ts'
import type { WindowPolicy } from './domain/window.ts'
import type { HeardSource } from './store/hearing.ts'

export interface FixPolicy {
  prefixes: Prefixes
  production: ProductionPolicy
  window: WindowPolicy
  verdict: VerdictPolicy
  retryFailedFixes: boolean
  resolveInSentry: boolean
  resolveAtDeploy: boolean
  earlyVerification: boolean
  /** Whether credentials of the environment are this workspace's. */
  isDefaultWorkspace: boolean
}

export async function loadFixPolicy(ctx: Pick<Ctx, 'db' | 'workspaceId' | 'system'>): Promise<FixPolicy> {
  return toFixPolicy(await loadWorkspace(ctx), ownHosts(ctx.system.config))
}

/** Where people reach this installation: addresses that they write name its issues. */
function ownHosts({ DISPATCH_PUBLIC_URL, PORT }: Pick<Config, 'DISPATCH_PUBLIC_URL' | 'PORT'>): string[] {
  const local = [`127.0.0.1:${PORT}`, `localhost:${PORT}`]
  return DISPATCH_PUBLIC_URL ? [new URL(DISPATCH_PUBLIC_URL).host, ...local] : local
}

function toFixPolicy({ policy, prefix, prefixAliases, isDefault }: Workspace, hosts: string[]): FixPolicy {
  return {
    prefixes: { current: prefix, aliases: prefixAliases, hosts },
    production: {
      environments: policy.production_environments,
      workflowNames: policy.deploy_workflow_pattern
        .split('|')
        .map((name) => name.trim())
        .filter(Boolean),
      branches: policy.production_branches,
      releasesDeploy: policy.releases_deploy,
    },
    window: { windowSeconds: policy.verification_window_seconds, graceSeconds: policy.grace_seconds },
    verdict: {
      recurrencesToFail: policy.recurrences_to_fail,
      minConfidence: policy.min_confidence,
      maxExtensionSeconds: defaultVerdictPolicy.maxExtensionSeconds,
    },
    retryFailedFixes: policy.retry_failed_fixes,
    resolveInSentry: policy.resolve_in_sentry,
    resolveAtDeploy: policy.resolve_at_deploy,
    earlyVerification: policy.early_verification,
    isDefaultWorkspace: isDefault,
  }
}

/** Whether Sentry's API can be asked on behalf of the workspace. */
export function canAskSentry(ctx: Pick<Ctx, 'system'>, policy: Pick<FixPolicy, 'isDefaultWorkspace'>): boolean {
  return policy.isDefaultWorkspace && Boolean(ctx.system.config.SENTRY_API_TOKEN)
}

/** The vendors of errors whose default connection has its secret from the environment. */
export function givenSecrets({ system }: Pick<Ctx, 'system'>): HeardSource[] {
  const { SENTRY_CLIENT_SECRET, LOKI_WEBHOOK_SECRET, SIGNAL_WEBHOOK_SECRET } = system.config
  const secrets = { sentry: SENTRY_CLIENT_SECRET, loki: LOKI_WEBHOOK_SECRET, signal: SIGNAL_WEBHOOK_SECRET }
  return (['sentry', 'loki', 'signal'] as const).filter((source) => secrets[source])
}
