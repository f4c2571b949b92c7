// How the platform reaches a repository and who hosts its pull requests.
import { createGitHubClient, type GitHubClient } from '../integrations/github/client.ts'
import type { GitHubApiOptions } from '../integrations/github/octokit.ts'
import type { Config } from '../platform/config.ts'
import type { RepositoryProbe } from '../repositories/connect-repository.ts'
import type { GitGateway, RepositoryAccess } from '../runs/domain/git-gateway.ts'
import type { PullRequestHost } from '../runs/domain/pull-request-host.ts'
import type { RepositoryRow } from '../runs/ports.ts'

export function githubOptions(config: Config, fetcher: typeof fetch): GitHubApiOptions {
  return { apiUrl: config.GITHUB_API_URL, token: config.GITHUB_TOKEN, fetch: fetcher }
}

/** GitHub, when there is a token for it. */
export function openGitHub(config: Config, fetcher: typeof fetch): GitHubClient | null {
  return config.GITHUB_TOKEN ? createGitHubClient(githubOptions(config, fetcher)) : null
}

export function accessOf(config: Config, repository: { id: string; git_url: string; default_branch: string }): RepositoryAccess {
  const { id, git_url: gitUrl, default_branch: defaultBranch } = repository
  return { id, gitUrl, defaultBranch, credential: credentialFor(config, gitUrl), allowLocal: gitUrl.startsWith('/') }
}

/** The token goes to its own GitHub only, and only over TLS. */
function credentialFor(config: Config, gitUrl: string): RepositoryAccess['credential'] {
  const token = config.GITHUB_TOKEN
  const url = URL.parse(gitUrl)
  if (!token || url?.protocol !== 'https:') return null
  const api = new URL(config.GITHUB_API_URL).hostname
  return url.hostname === (api === 'api.github.com' ? 'github.com' : api) ? { username: 'x-access-token', password: token } : null
}

export function pullRequestHostOf(github: GitHubClient | null, repository: RepositoryRow): PullRequestHost | null {
  return github && repository.provider === 'github' && repository.full_name ? github.repository(repository.full_name) : null
}

export function createProbe(config: Config, git: GitGateway): RepositoryProbe {
  return async (gitUrl) => {
    const { id: _unsaved, ...access } = accessOf(config, { id: 'unsaved', git_url: gitUrl, default_branch: '' })
    const found = await git.probe(access)
    return found.ok ? { ok: true, defaultBranch: found.defaultBranch } : { ok: false, detail: found.detail }
  }
}
