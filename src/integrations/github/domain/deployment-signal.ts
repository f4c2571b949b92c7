// The three ways in which GitHub says that something was deployed. Whether it was production is decided elsewhere.
import { deploymentsKey } from '#src/intake/domain/object-key.ts'
import type { DeploymentOther, DeploymentSucceeded } from '#src/intake/domain/signal.ts'
import { cleanLine, cleanLineOrNull, cleanUrl } from '#src/intake/domain/text.ts'
import { vendorTime } from '#src/intake/domain/vendor-time.ts'
import type { deploymentStatusEvent, releaseEvent, workflowRunEvent } from './payload.ts'

type Told = Omit<DeploymentOther, 'kind' | 'source' | 'objectKey' | 'vendorVersion' | 'occurrenceKey'>

export function fromDeploymentStatus(event: ReturnType<typeof deploymentStatusEvent.parse>, receivedAt: string) {
  const { deployment, deployment_status: status, repository } = event
  return signal({
    via: 'deployment_status',
    repository: repositoryOf(repository),
    sha: deployment.sha,
    vendorId: String(deployment.id),
    environment: cleanLine(status.environment || deployment.environment, 100),
    isTransient: deployment.transient_environment ?? null,
    isProduction: deployment.production_environment ?? null,
    ref: cleanLineOrNull(deployment.ref, 255),
    headRepositoryId: null,
    workflowName: null,
    workflowEvent: null,
    url: cleanUrl(status.log_url) ?? cleanUrl(status.target_url) ?? cleanUrl(status.environment_url),
    state: cleanLine(status.state, 40),
    occurredAt: vendorTime(status.created_at) ?? receivedAt,
  })
}

export function fromWorkflowRun(event: ReturnType<typeof workflowRunEvent.parse>, receivedAt: string) {
  const { workflow_run: run, repository } = event
  const attempt = run.run_attempt ?? 1
  const conclusion = run.status === 'completed' || event.action === 'completed' ? run.conclusion : null
  return signal({
    via: 'workflow_run',
    repository: repositoryOf(repository),
    sha: run.head_sha,
    // Running an old run again deploys its old commit again: another deployment.
    vendorId: attempt > 1 ? `${run.id}.${attempt}` : String(run.id),
    environment: null,
    isTransient: null,
    isProduction: null,
    ref: cleanLineOrNull(run.head_branch, 255),
    headRepositoryId: run.head_repository?.id ?? null,
    workflowName: cleanLineOrNull(event.workflow?.name ?? run.name, 200),
    workflowEvent: cleanLine(run.event, 60),
    url: cleanUrl(run.html_url),
    state: cleanLine(conclusion ?? run.status ?? event.action, 40),
    occurredAt: vendorTime(run.updated_at) ?? receivedAt,
  })
}

export function fromRelease(event: ReturnType<typeof releaseEvent.parse>, receivedAt: string) {
  const { release, repository, action } = event
  const isOut = (action === 'published' || action === 'released') && !release.draft && !release.prerelease
  return signal({
    via: 'release',
    repository: repositoryOf(repository),
    sha: null, // The payload names a tag and the branch it was made from, not the commit.
    vendorId: String(release.id),
    environment: null,
    isTransient: null,
    isProduction: null,
    ref: cleanLine(release.tag_name, 255),
    headRepositoryId: null,
    workflowName: null,
    workflowEvent: null,
    url: cleanUrl(release.html_url),
    state: isOut ? 'success' : cleanLine(release.prerelease ? 'prerelease' : action, 40),
    occurredAt: vendorTime(release.published_at) ?? vendorTime(release.created_at) ?? receivedAt,
  })
}

function signal(told: Told): DeploymentSucceeded | DeploymentOther {
  const { state, ...rest } = told
  const base = { ...rest, source: 'github' as const, objectKey: deploymentsKey(told.repository.fullName), vendorVersion: null }
  const identity = [told.environment?.toLowerCase() ?? told.via, told.sha ?? told.ref ?? '', told.vendorId].join(' ')
  if (state !== 'success') return { ...base, kind: 'deployment_other', state, occurrenceKey: `${identity} ${state}` }
  return { ...base, kind: 'deployment_succeeded', deployedAt: told.occurredAt, commits: [], occurrenceKey: identity }
}

function repositoryOf(repository: { id: number; full_name: string; default_branch: string }) {
  return { id: repository.id, fullName: repository.full_name, defaultBranch: repository.default_branch }
}
