// Pull requests and history of a repository on GitHub. Reference: https://docs.github.com/en/rest
import type { PullRequestChanged } from '#src/intake/domain/signal.ts'
import type { CreatePullResult, HostedPull, NewPull, PullRequestHost } from '#src/runs/domain/pull-request-host.ts'
import { saysItExists, statusOf, toAppError } from './api-errors.ts'
import { type GitHubConnection, openGitHubConnection } from './connection.ts'
import { neutraliseOutgoing } from './domain/outgoing-text.ts'
import { type PullPayload, pullPayload } from './domain/payload.ts'
import { fromPullRequest } from './domain/pull-signal.ts'
import type { GitHubApi, GitHubApiOptions } from './octokit.ts'

export type Comparison = 'ahead' | 'identical' | 'behind' | 'diverged'

/** One repository on GitHub. Failures reject with Upstream or Unprocessable; what GitHub does not know is null. */
export interface GitHubRepository extends PullRequestHost {
  /** The pull request as it is now, as a webhook would have told it. */
  getPull(number: number): Promise<PullRequestChanged | null>
  /** How `head` stands to `base`: `ahead` and `identical` contain it. */
  compare(base: string, head: string): Promise<Comparison | null>
  /** The commit that a tag names. */
  commitOfTag(tag: string): Promise<string | null>
}

export interface GitHubClient {
  readonly connection: GitHubConnection
  /** A repository by its `owner/name`. */
  repository(fullName: string): GitHubRepository
  /** The same for questions that nobody waits for: refused while little of the budget is left. */
  polled(fullName: string): GitHubRepository
}

/** A client of one GitHub, as an App, with a token or with none. */
export function createGitHubClient(options: GitHubApiOptions, connection = openGitHubConnection(options)): GitHubClient {
  return {
    connection,
    repository: (fullName) => repositoryOf(fullName, connection.apiFor),
    polled: (fullName) => repositoryOf(fullName, connection.pollApiFor),
  }
}

type Name = { owner: string; repo: string }

function repositoryOf(fullName: string, connect: GitHubConnection['apiFor']): GitHubRepository {
  const [owner = '', repo = ''] = fullName.split('/')
  const name = { owner, repo }
  const connected = async <T>(ask: (api: GitHubApi) => Promise<T>) => ask(await connect(fullName))
  return {
    findOpenPullByHead: (branch) => connected((api) => findOpenPull(api, name, branch)),
    createPull: (pull) => connected((api) => createPull(api, name, pull)),
    isPublic: () => connected((api) => isPublic(api, name)),
    getPull: (number) => connected((api) => getPull(api, name, number)),
    compare: (base, head) => connected((api) => compare(api, name, { base, head })),
    commitOfTag: (tag) => connected((api) => commitOfTag(api, name, tag)),
  }
}

async function findOpenPull(api: GitHubApi, name: Name, branch: string): Promise<HostedPull | null> {
  const query = {
    ...name,
    state: 'open',
    head: `${name.owner}:${branch}`,
    sort: 'created',
    direction: 'desc',
    per_page: 100,
  } as const
  const { data } = await known(() => api.rest.pulls.list(query), 'listing pull requests')
  // GitHub drops a filter that it does not understand and answers with all of them.
  const own = data
    .map(readPull)
    .find((pull) => pull?.head.ref === branch && pull.head.repo?.full_name === pull.base.repo.full_name)
  return own ? hosted(own) : null
}

async function createPull(
  api: GitHubApi,
  name: Name,
  { headBranch, baseBranch, title, body }: NewPull,
): Promise<CreatePullResult> {
  try {
    const { data } = await api.rest.pulls.create({
      ...name,
      head: headBranch,
      base: baseBranch,
      title: neutraliseOutgoing(title),
      body: neutraliseOutgoing(body),
    })
    return { ok: true, pull: hosted(pullPayload.parse(data)) }
  } catch (error) {
    if (saysItExists(error)) return { ok: false, reason: 'exists' }
    throw toAppError(error, 'opening the pull request')
  }
}

async function isPublic(api: GitHubApi, name: Name): Promise<boolean> {
  const { data } = await known(() => api.rest.repos.get(name), 'reading the repository')
  return data.private !== true
}

async function getPull(api: GitHubApi, name: Name, number: number): Promise<PullRequestChanged | null> {
  const answer = await orNull(() => api.rest.pulls.get({ ...name, pull_number: number }), 'reading the pull request')
  const pull = answer && readPull(answer.data)
  if (!answer || !pull) return null
  const { id, full_name, default_branch, private: isPrivate } = answer.data.base.repo
  return fromPullRequest({
    action: 'polled',
    pull_request: pull,
    repository: { id, full_name, default_branch, private: isPrivate, pushed_at: null },
  })
}

async function compare(api: GitHubApi, name: Name, { base, head }: { base: string; head: string }): Promise<Comparison | null> {
  const question = { ...name, basehead: `${base}...${head}`, per_page: 1 }
  const answer = await orNull(() => api.rest.repos.compareCommitsWithBasehead(question), 'comparing commits')
  return answer?.data.status ?? null
}

async function commitOfTag(api: GitHubApi, name: Name, tag: string): Promise<string | null> {
  const answer = await orNull(() => api.rest.repos.getCommit({ ...name, ref: `tags/${tag}`, per_page: 1 }), 'reading a tag')
  return answer?.data.sha ?? null
}

function readPull(data: unknown): PullPayload | null {
  return pullPayload.safeParse(data).data ?? null
}

function hosted(pull: PullPayload): HostedPull {
  return {
    number: pull.number,
    title: pull.title,
    url: pull.html_url ?? '',
    draft: pull.draft ?? false,
    author: pull.user?.login ?? null,
    headBranch: pull.head.ref,
    headSha: pull.head.sha,
    baseBranch: pull.base.ref,
    updatedAt: new Date(pull.updated_at),
  }
}

async function known<T>(call: () => Promise<T>, what: string): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw toAppError(error, what)
  }
}

async function orNull<T>(call: () => Promise<T>, what: string): Promise<T | null> {
  try {
    return await call()
  } catch (error) {
    if (statusOf(error) === 404 || statusOf(error) === 422) return null
    throw toAppError(error, what)
  }
}
