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
}

export function accessOf(reach: Reach, repository: { id: string; git_url: string; default_branch: string }): RepositoryAccess {
  const { id, git_url: gitUrl, default_branch: defaultBranch } = repository
  return { id, gitUrl, defaultBranch, credential: credentialFor(reach, gitUrl), allowLocal: gitUrl.startsWith('/') }
}

/** The token goes to its own GitHub only, and only over TLS. It is asked for when git needs it: an App's lasts an hour. */
function credentialFor({ config, github }: Reach, gitUrl: string): RepositoryAccess['credential'] {
  const url = URL.parse(gitUrl)
  if (!github || url?.protocol !== 'https:') return null
  const api = new URL(config.GITHUB_API_URL).hostname
  if (url.hostname !== (api === 'api.github.com' ? 'github.com' : api)) return null
  const fullName = url.pathname.replace(/^\/|\/?(\.git)?\/?$/g, '')
  return async () => {
    const password = await github.connection.gitPassword(fullName)
    return password === null ? null : { username: 'x-access-token', password }
  }
}

export function pullRequestHostOf(github: GitHubClient | null, repository: RepositoryRow): PullRequestHost | null {
  return github && repository.provider === 'github' && repository.full_name ? github.repository(repository.full_name) : null
}

export function createProbe(reach: Reach, git: GitGateway): RepositoryProbe {
  return async (gitUrl) => {
    const { id: _unsaved, ...access } = accessOf(reach, { id: 'unsaved', git_url: gitUrl, default_branch: '' })
    const found = await git.probe(access)
    return found.ok ? { ok: true, defaultBranch: found.defaultBranch } : { ok: false, detail: found.detail }
  }
}
