// Deployments as GitHub's API tells them, in the words of its webhook.
import type { Signal } from '#src/intake/domain/signal.ts'
import { fromDeploymentStatus, fromWorkflowRun } from './domain/deployment-signal.ts'
import { deploymentStatusEvent, workflowRunEvent } from './domain/payload.ts'
import type { GitHubApi } from './octokit.ts'

/** What happened before these is old news. */
const newestDeployments = 10

/** The newest that succeeded; those that have not changed since a time are left out. Rejects as octokit does. */
export async function recentDeployments(api: GitHubApi, name: { owner: string; repo: string }, since?: Date): Promise<Signal[]> {
  const { data: repository } = await api.rest.repos.get(name)
  const { data: deployments } = await api.rest.repos.listDeployments({ ...name, per_page: newestDeployments })
  const signals: Signal[] = []
  for (const deployment of deployments) {
    if (since && Date.parse(deployment.updated_at) < since.getTime()) continue
    const statuses = await api.rest.repos.listDeploymentStatuses({ ...name, deployment_id: deployment.id, per_page: 10 })
    const success = statuses.data.find((status) => status.state === 'success')
    const event = success && deploymentStatusEvent.safeParse({ deployment, deployment_status: success, repository })
    if (event?.success) signals.push(fromDeploymentStatus(event.data, success?.created_at ?? deployment.updated_at))
  }
  return signals
}

const newestRuns = 20

/** Workflow runs on a branch that succeeded since a time; a right of its own. Rejects as octokit does. */
export async function recentWorkflowRuns(
  api: GitHubApi,
  name: { owner: string; repo: string },
  asked: { branch: string; since: Date },
): Promise<Signal[]> {
  const question = { branch: asked.branch, status: 'success', per_page: newestRuns } as const
  const { data } = await api.rest.actions.listWorkflowRunsForRepo({ ...name, ...question })
  const recent = data.workflow_runs.filter((run) => Date.parse(run.updated_at) >= asked.since.getTime())
  if (recent.length === 0) return []
  const { data: repository } = await api.rest.repos.get(name)
  return recent.toReversed().flatMap((run) => {
    const event = workflowRunEvent.safeParse({ action: 'completed', workflow: { name: run.name }, workflow_run: run, repository })
    return event.success ? [fromWorkflowRun(event.data, run.updated_at)] : []
  })
}
