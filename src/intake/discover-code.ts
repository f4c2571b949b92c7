// Where no webhook can reach this installation, what happens in its repositories is found by asking, and takes the same way.
import { loadWorkspace } from '../access/load-workspace.ts'
import { weighEvidence } from '../fixes/weigh-evidence.ts'
import type { Ctx } from '../platform/context.ts'
import { AppError, Unavailable } from '../platform/errors.ts'
import { applySignal } from './apply-signal.ts'
import type { CodeHost, IntakePorts } from './ports.ts'
import { findDefaultConnection } from './store/connections.ts'
import {
  findLook,
  listRepositoriesToLookAt,
  type RepositoryToLookAt,
  writeLook,
  writeLookProblem,
} from './store/repository-looks.ts'

/** Nothing while a webhook's secret is set: then GitHub tells by itself. The first look at a repository only remembers. */
export async function discoverCode(ctx: Ctx, { codeHost, vendors }: IntakePorts, signal: AbortSignal): Promise<void> {
  const vendor = vendors.find(({ source }) => source === 'github')
  const connection = await findDefaultConnection(ctx.db, 'github')
  if (!codeHost || !vendor || !connection) return
  if (vendor.environmentSecret(ctx.system.config) !== undefined || connection.secrets.length > 0) return
  const { policy } = await loadWorkspace(ctx)
  for (const repository of await listRepositoriesToLookAt(ctx.db, ctx.workspaceId)) {
    if (signal.aborted) return
    await tryToLook(ctx, codeHost, { repository, connectionId: connection.id, issueLabel: policy.github_issue_label })
  }
}

interface Looked {
  repository: RepositoryToLookAt
  connectionId: string
  issueLabel: string
}

/** One repository that does not answer must not hold up the others. */
async function tryToLook(ctx: Ctx, codeHost: CodeHost, looked: Looked): Promise<void> {
  try {
    await look(ctx, codeHost, looked)
  } catch (error) {
    const problem = error instanceof AppError ? error.message : 'It could not be looked at; the log says why.'
    ctx.log[error instanceof Unavailable ? 'debug' : 'warn'](
      { err: error, repository: looked.repository.full_name },
      'intake.not_looked',
    )
    await writeLookProblem(ctx.db, looked.repository.id, problem.slice(0, 300))
  }
}

/** What was found is applied before the position is written: cut short in between, it is found again and known by its content. */
async function look(ctx: Ctx, codeHost: CodeHost, { repository, connectionId, issueLabel }: Looked): Promise<void> {
  const known = await findLook(ctx.db, repository.id)
  const since = known && {
    pullsUntil: known.pulls_until?.toISOString() ?? null,
    headSha: known.head_sha,
    lookedAt: known.looked_at.toISOString(),
  }
  const { full_name: fullName, default_branch: defaultBranch } = repository
  const asked = { fullName, defaultBranch, issueLabel, now: ctx.now.toISOString() }
  const found = await codeHost.lookAround(asked, since ?? null)
  for (const told of found.signals) {
    const origin = { deliveryId: null, deliverySeq: 0, connectionId, isRepeat: false }
    await weighEvidence(ctx, (tx) => applySignal(tx, told, origin))
  }
  const { pullsUntil, headSha } = found
  await writeLook(ctx.db, { repositoryId: repository.id, workspaceId: ctx.workspaceId, pullsUntil, headSha, now: ctx.now })
}
