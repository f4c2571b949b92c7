// What may have caused an error, for people and agents.
import { authorize } from '../access/authorize.ts'
import { resolveIssue } from '../issues/resolve-issue.ts'
import type { Ctx } from '../platform/context.ts'
import type { Suspects } from './schemas.ts'
import {
  type DeploymentAround,
  findFirstSeen,
  findRepositoryOfError,
  findSuspectsOf,
  listDeploymentsAround,
} from './store/suspects.ts'

/** @throws NotFound, Forbidden */
export async function readSuspects(ctx: Ctx, idOrIdentifier: string): Promise<Suspects> {
  const issue = await resolveIssue(ctx, idOrIdentifier)
  authorize(ctx, 'issue.read', { issueId: issue.id })
  const found = await findSuspectsOf(ctx.db, issue.id)
  const repository = found?.repository ?? (await findRepositoryOfError(ctx.db, issue.id))?.full_name ?? null
  const firstSeen = found?.first_seen ?? (await findFirstSeen(ctx.db, issue.id)) ?? null
  const around = firstSeen && repository ? { workspaceId: ctx.workspaceId, repository, at: firstSeen } : null
  const deployments = around ? await listDeploymentsAround(ctx.db, around) : []
  return {
    state: found?.state ?? 'unknown',
    detail: found?.detail ?? notLooked(issue.is_error_sourced),
    repository,
    first_seen: firstSeen?.toISOString() ?? null,
    looked_at: found?.looked_at.toISOString() ?? null,
    commits: found?.commits ?? [],
    deployments: deployments.map((deployment) => toDeployment(deployment, firstSeen)),
  }
}

function notLooked(isError: boolean): string {
  return isError
    ? 'Nobody has looked yet: the stack trace of its newest event is not known. Of errors in Sentry it comes with SENTRY_API_TOKEN.'
    : 'Only errors have commits that may have caused them.'
}

function toDeployment({ deployed_at, ...deployment }: DeploymentAround, at: Date | null): Suspects['deployments'][number] {
  return { ...deployment, deployed_at: deployed_at.toISOString(), is_before: at !== null && deployed_at <= at }
}
