// What happened to the base since a plan was made, for whoever is about to approve it.
import { authorize } from '../access/authorize.ts'
import { resolveIssue } from '../issues/resolve-issue.ts'
import type { Ctx } from '../platform/context.ts'
import { AppError, NotFound } from '../platform/errors.ts'
import { judgeBase } from './domain/base-moved.ts'
import type { RepositoryAccess } from './domain/git-gateway.ts'
import { runPorts } from './ports.ts'
import type { PlanBase } from './schemas.ts'
import { findNewestPlan } from './store/plans.ts'
import { findRepositoryOfIssue } from './store/start.ts'

/** A remote that is slower than this is not waited for: approving must stay possible. */
const PATIENCE_MS = 8_000

/** Asks the remote, so that it may take seconds. @throws NotFound */
export async function readPlanBase(ctx: Ctx, input: { issue: string }): Promise<PlanBase> {
  const issue = await resolveIssue(ctx, input.issue)
  authorize(ctx, 'issue.read', { issueId: issue.id })
  const plan = await findNewestPlan(ctx.db, issue.id)
  if (!plan) throw new NotFound('plan')
  const repository = await findRepositoryOfIssue(ctx.db, issue.id)
  const base = { version: plan.version, base_sha: plan.base_sha }
  if (!plan.base_sha || !repository) return { ...base, tip_sha: null, commits: 0, planned_files: [], warning: null }
  const { tipSha, ...seen } = await look(ctx, runPorts(ctx.system).repositoryAccess(repository), plan.base_sha)
  const { commits, plannedFiles, warning } = judgeBase({ ...seen, tipSha, baseSha: plan.base_sha, plan: plan.content })
  return { ...base, tip_sha: tipSha, commits, planned_files: plannedFiles, warning }
}

const nothingSeen = { tipSha: null, isAncestor: null, commits: 0, changedFiles: [] }

async function look(ctx: Ctx, access: RepositoryAccess, baseSha: string) {
  const { git } = runPorts(ctx.system)
  try {
    const tipSha = await inTime(git.recentTip(access, access.defaultBranch))
    if (!tipSha) return nothingSeen
    const isAncestor = await git.isAncestor(access, baseSha, tipSha)
    if (!isAncestor || tipSha === baseSha) return { ...nothingSeen, tipSha, isAncestor }
    const commits = await git.commitsBetween(access, baseSha, tipSha)
    const { files } = await git.inspectDiff(access, baseSha, tipSha)
    return { tipSha, isAncestor, commits: commits.length, changedFiles: files.map((file) => file.path) }
  } catch (error) {
    // A remote that is away, or a mirror that cannot tell: a warning less, never a plan that cannot be approved.
    if (!(error instanceof AppError)) throw error
    ctx.log.warn({ err: error, repositoryId: access.id }, 'runs.base_not_seen')
    return nothingSeen
  }
}

/** Null when the time is over; the fetch goes on and the next look finds it done. */
async function inTime<T>(work: Promise<T>): Promise<T | null> {
  const late = Promise.withResolvers<null>()
  const timer = setTimeout(() => late.resolve(null), PATIENCE_MS)
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
    work.catch(() => undefined) // nobody listens any more
  }
}
