// GitHub's API as the reconciler asks it: pull requests and deployments as they stand now, told as webhooks would have.
import type { Signal } from '#src/intake/domain/signal.ts'
import type { CodeHost } from '#src/intake/ports.ts'
import type { GitHubClient } from './client.ts'
import { fromDeploymentStatus } from './domain/deployment-signal.ts'
import { deploymentStatusEvent } from './domain/payload.ts'
import { createGitHubApi, type GitHubApi, type GitHubApiOptions } from './octokit.ts'

/** What happened before these is old news. */
const newestDeployments = 10

export function githubCodeHost(client: GitHubClient, options: GitHubApiOptions): CodeHost {
  const api = createGitHubApi(options)
  return {
    pollPull: (repository, number) => client.repository(repository).getPull(number),
    pollDeployments: (fullName) => pollDeployments(api, fullName),
  }
}

async function pollDeployments(api: GitHubApi, fullName: string): Promise<Signal[]> {
  const [owner = '', repo = ''] = fullName.split('/')
  const name = { owner, repo }
  const { data: repository } = await api.rest.repos.get(name)
  const { data: deployments } = await api.rest.repos.listDeployments({ ...name, per_page: newestDeployments })
  const signals: Signal[] = []
  for (const deployment of deployments) {
    const statuses = await api.rest.repos.listDeploymentStatuses({ ...name, deployment_id: deployment.id, per_page: 10 })
    const success = statuses.data.find((status) => status.state === 'success')
    const event = success && deploymentStatusEvent.safeParse({ deployment, deployment_status: success, repository })
    if (event?.success) signals.push(fromDeploymentStatus(event.data, success?.created_at ?? deployment.updated_at))
  }
  return signals
}
