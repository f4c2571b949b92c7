// How this installation stands with GitHub: with which right it asks, how much is answered, what was wrong last.
import { authorize } from '#src/access/authorize.ts'
import { loadWorkspace } from '#src/access/load-workspace.ts'
import type { Config } from '#src/platform/config.ts'
import type { Ctx } from '#src/platform/context.ts'
import type { GitHubStatus } from './schemas.ts'
import { listBudgets, listHeardConnections, listLooks } from './store.ts'

const shownMs = 24 * 3_600_000

/** Credentials of the environment are the default workspace's: another one has none. */
export async function readGitHubStatus(ctx: Ctx): Promise<GitHubStatus> {
  authorize(ctx, 'workspace.read')
  const { config } = ctx.system
  const { isDefault } = await loadWorkspace(ctx)
  const authentication = isDefault ? authenticationOf(config) : 'none'
  const heard = await listHeardConnections(ctx.db, ctx.workspaceId)
  const isEnvironmentHeard = isDefault && config.GITHUB_WEBHOOK_SECRET !== undefined
  const isDefaultHeard = isEnvironmentHeard || heard.some((connection) => connection.is_default)
  const repositories = await listLooks(ctx.db, ctx.workspaceId)
  // What was asked is machine time: a test's clock does not move it.
  const budgets = authentication === 'none' ? [] : await listBudgets(ctx.db, new Date(Date.now() - shownMs))
  return {
    authentication,
    webhook: isEnvironmentHeard || heard.length > 0,
    polling: authentication !== 'none' && !isDefaultHeard,
    budgets: budgets.map((row) => ({
      key: row.key,
      limit: row.max_requests,
      remaining: row.remaining,
      resets_at: isoOrNull(row.resets_at),
      paused_until: isoOrNull(row.paused_until),
      asked_at: row.asked_at.toISOString(),
      unchanged: Number(row.unchanged),
      last_error: row.last_error,
      last_error_at: isoOrNull(row.last_error_at),
    })),
    repositories: repositories.map(({ full_name, looked_at, problem }) => ({
      full_name: full_name ?? '',
      looked_at: isoOrNull(looked_at),
      problem,
    })),
  }
}

function authenticationOf(config: Config): GitHubStatus['authentication'] {
  if (config.GITHUB_APP_ID) return 'app'
  return config.GITHUB_TOKEN ? 'token' : 'none'
}

function isoOrNull(time: Date | null): string | null {
  return time?.toISOString() ?? null
}
