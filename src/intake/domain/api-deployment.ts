// A deployment that a pipeline reports itself, through `POST /api/deployments`.
import { deploymentsKey } from './object-key.ts'
import type { DeploymentSucceeded } from './signal.ts'
import { vendorTime } from './vendor-time.ts'

export interface ReportedDeployment {
  repository: string
  sha: string
  environment: string
  /** When the caller says it happened, ISO 8601 in any zone; absent means now. */
  deployedAt: string | null
  /** Commits that the caller knows to be contained. */
  commits: string[]
}

/**
 * The signal of a reported deployment. A time in the future counts as the time of receipt.
 * @param replaces something else was deployed before; it tells deployments without a time apart
 */
export function toDeploymentSignal(reported: ReportedDeployment, receivedAt: string, replaces = false): DeploymentSucceeded {
  const { repository, sha, environment, commits } = reported
  const deployedAt = vendorTime(reported.deployedAt)
  const at = deployedAt !== null && deployedAt < receivedAt ? deployedAt : receivedAt
  // A second report of the same deployment is the same one; a redeploy of a commit is told by its other time.
  const timed = deployedAt ?? (replaces ? receivedAt : null)
  const vendorId = timed === null ? 'api' : `api@${timed}`
  return {
    kind: 'deployment_succeeded',
    source: 'api',
    via: 'api',
    objectKey: deploymentsKey(repository),
    occurredAt: at,
    vendorVersion: null,
    occurrenceKey: [environment.toLowerCase(), sha, vendorId].join(' '),
    repository: { id: null, fullName: repository, defaultBranch: null },
    sha,
    vendorId,
    environment,
    isTransient: null,
    isProduction: null,
    ref: null,
    headRepositoryId: null,
    workflowName: null,
    workflowEvent: null,
    url: null,
    deployedAt: at,
    commits,
  }
}
