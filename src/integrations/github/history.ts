// What came to the default branch of a repository, by GitHub's API: for where there is no mirror.
import type { TouchingCommit } from '#src/fixes/domain/suspects.ts'
import type { CommitHistory, HistoryQuestion } from '#src/fixes/ports.ts'
import { toAppError } from './api-errors.ts'
import type { GitHubClient } from './client.ts'
import type { GitHubApi } from './octokit.ts'

/** Each costs a call of its own to learn its files. */
const mostCommits = 30

/** Only for the default workspace: the credentials are its own. It yields to people and runs. */
export function githubHistory(client: GitHubClient): CommitHistory {
  return {
    async read(question, signal) {
      const { repository, isDefaultWorkspace } = question
      if (repository.provider !== 'github' || !isDefaultWorkspace) return null
      const api = await client.connection.pollApiFor(repository.full_name)
      try {
        return await readCommits(api, question, signal)
      } catch (error) {
        throw toAppError(error, 'reading commits')
      }
    },
  }
}

async function readCommits(
  api: GitHubApi,
  { repository, since, until }: HistoryQuestion,
  signal: AbortSignal,
): Promise<TouchingCommit[]> {
  const [owner = '', repo = ''] = repository.full_name.split('/')
  const name = { owner, repo, request: { signal } }
  const span = { since: since.toISOString(), until: until.toISOString() }
  const { data } = await api.rest.repos.listCommits({ ...name, ...span, sha: repository.default_branch, per_page: mostCommits })
  const commits: TouchingCommit[] = []
  for (const { sha } of data) {
    const { data: commit } = await api.rest.repos.getCommit({ ...name, ref: sha, per_page: 300 })
    const at = Date.parse(commit.commit.committer?.date ?? '')
    if (Number.isNaN(at)) continue
    const [subject = ''] = commit.commit.message.split('\n')
    const files = (commit.files ?? []).map(({ filename }) => filename)
    commits.push({ sha, subject, committedAt: new Date(at).toISOString(), files })
  }
  return commits
}
