// How the platform reaches a repository and who hosts its pull requests.
import { createGitHubClient, type GitHubClient } from '../integrations/github/client.ts'
import type { Config } from '../platform/config.ts'
import type { RepositoryProbe } from '../repositories/connect-repository.ts'
import type { GitGateway, RepositoryAccess } from '../runs/domain/git-gateway.ts'
import type { PullRequestHost } from '../runs/domain/pull-request-host.ts'
import type { RepositoryRow } from '../runs/ports.ts'

/** GitHub, when there is an App or a token for it. */
export function openGitHub(config: Config, fetcher: typeof fetch): GitHubClient | null {
  const { GITHUB_APP_ID: id, GITHUB_APP_PRIVATE_KEY: privateKey, GITHUB_TOKEN: token, GITHUB_API_URL: apiUrl } = config
  if (!token && !id) return null
  const app = id && privateKey ? { id, privateKey } : undefined
  return createGitHubClient({ apiUrl, token, app, fetch: fetcher })
}

/** Who reaches repositories: the configuration, and GitHub where it may be asked for passwords of git. */
export interface Reach {
  config: Pick<Config, 'GITHUB_API_URL'>
  github: GitHubClient | null
  /** The one workspace whose the credentials are; undefined until it is made. */
  defaultWorkspaceId(): string | undefined
}

type ReachedRepository = Pick<RepositoryRow, 'id' | 'workspace_id' | 'git_url' | 'default_branch'>

export function accessOf(reach: Reach, repository: ReachedRepository): RepositoryAccess {
  const { id, git_url: gitUrl, default_branch: defaultBranch } = repository
  return { id, gitUrl, defaultBranch, credential: credentialFor(reach, repository), allowLocal: gitUrl.startsWith('/') }
}

/**
 * The token goes to its own GitHub only, only over TLS, and only for the workspace that it belongs to: whoever administers another
 * one could read with it what they may not. It is asked for when git needs it: an App's lasts an hour.
 */
function credentialFor(
  { config, github, defaultWorkspaceId }: Reach,
  repository: ReachedRepository,
): RepositoryAccess['credential'] {
  const url = URL.parse(repository.git_url)
  if (!github || repository.workspace_id !== defaultWorkspaceId() || url?.protocol !== 'https:') return null
  const api = new URL(config.GITHUB_API_URL).hostname
  if (url.hostname !== (api === 'api.github.com' ? 'github.com' : api)) return null
  const fullName = url.pathname.replace(/^\/|\/?(\.git)?\/?$/g, '')
  return async () => {
    const password = await github.connection.gitPassword(fullName)
    return password === null ? null : { username: 'x-access-token', password }
  }
}

export function pullRequestHostOf({ github, defaultWorkspaceId }: Reach, repository: RepositoryRow): PullRequestHost | null {
  const { provider, full_name: fullName, workspace_id: workspaceId } = repository
  return github && provider === 'github' && fullName && workspaceId === defaultWorkspaceId() ? github.repository(fullName) : null
}

export function createProbe(reach: Reach, git: GitGateway): RepositoryProbe {
  return async (gitUrl, workspaceId) => {
    const unsaved = { id: 'unsaved', workspace_id: workspaceId, git_url: gitUrl, default_branch: '' }
    const { id: _unsaved, ...access } = accessOf(reach, unsaved)
    const found = await git.probe(access)
    return found.ok ? { ok: true, defaultBranch: found.defaultBranch } : { ok: false, detail: found.detail }
  }
}
