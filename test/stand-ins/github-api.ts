// A GitHub that keeps repositories and pull requests in memory and behaves like the API on the endpoints that Dispatch uses.
import { type PullChange, pullRequestPayload, type Repository } from '#test/fixtures/github/payloads.ts'
import { answerForApp, installationOf, type StandInApp } from './github-app.ts'
import { fullBudget, metered, type StandInBudget } from './github-budget.ts'
import { type Asked, type Reply, type StandIn, startStandIn } from './http.ts'

export interface StandInPull {
  number: number
  state: 'open' | 'draft' | 'closed' | 'merged'
  title: string
  body: string
  headRef: string
  headSha: string
  headRepository: Repository
  baseRef: string
  author: string
  mergeSha: string | null
  updatedAt: string
}

export interface StandInRepository extends Repository {
  isPrivate: boolean
  pulls: StandInPull[]
  /** Tips of branches; a pull request can be opened for one that is known. Ask a real remote by setting `tipOf`. */
  branches: Map<string, string>
  tipOf: (branch: string) => string | null | Promise<string | null>
  /** Parents of each commit, for comparisons; set `isAncestor` to ask a real repository. */
  parents: Map<string, string[]>
  isAncestor: (ancestor: string, descendant: string) => boolean | null | Promise<boolean | null>
  tags: Map<string, string>
  /** Messages of commits, for those that lie between two. */
  messages: Map<string, string>
  deployments: StandInDeployment[]
  /** As its API lists them. */
  issues: Record<string, unknown>[]
  /** As its API lists them; null: the credential may not see them. */
  workflowRuns: Record<string, unknown>[] | null
}

export interface StandInDeployment {
  id: number
  sha: string
  environment: string
  updatedAt: string
  /** The state and time of each status, newest first. */
  statuses: { state: string; at: string }[]
}

export interface GitHubStandIn extends StandIn {
  token: string
  /** Set by tests of Apps; then its installations' tokens are good as well. */
  app?: StandInApp
  budget: StandInBudget
  /** An answer for a path that is refused. */
  refuse?: (path: string) => Reply | undefined
  repositories: Map<string, StandInRepository>
  /** The present moment of its answers, ISO 8601. */
  now: () => string
  addRepository(fullName: string, change?: Partial<StandInRepository>): StandInRepository
}

/** Starts it empty; `addRepository` fills it. */
export async function startGitHubApi({
  token = 'ghp_stand_in',
  now = () => new Date().toISOString(),
} = {}): Promise<GitHubStandIn> {
  const repositories = new Map<string, StandInRepository>()
  const addRepository = (fullName: string, change: Partial<StandInRepository> = {}) => {
    const repository = newRepository(fullName, repositories.size + 4_507, change)
    repositories.set(fullName.toLowerCase(), repository)
    return repository
  }
  const standIn: GitHubStandIn = Object.assign(
    await startStandIn(async (asked) => metered(standIn.budget, asked, await answer(standIn, asked))),
    {
      budget: fullBudget(),
      token,
      now,
      repositories,
      addRepository,
    },
  )
  return standIn
}

/** The payload of the webhook that GitHub would send about a pull request of the stand-in. */
export function pullRequestEvent(
  repository: StandInRepository,
  pull: StandInPull,
  change: Partial<PullChange> & { action: string },
) {
  return pullRequestPayload({ ...pull, repository, mergeSha: pull.mergeSha ?? '', ...change })
}

function newRepository(fullName: string, id: number, change: Partial<StandInRepository>): StandInRepository {
  const repository: StandInRepository = {
    id,
    fullName,
    isPrivate: false,
    pulls: [],
    branches: new Map(),
    tipOf: (branch) => repository.branches.get(branch) ?? null,
    parents: new Map(),
    isAncestor: (ancestor, descendant) => isAncestor(repository.parents, ancestor, descendant),
    tags: new Map(),
    messages: new Map(),
    deployments: [],
    issues: [],
    workflowRuns: null,
    ...change,
  }
  return repository
}

const notFound: Reply = {
  status: 404,
  json: { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' },
}

async function answer(state: GitHubStandIn, asked: Asked): Promise<Reply> {
  const { authorization } = asked.headers
  const refusal = state.refuse?.(asked.path)
  if (refusal) return refusal
  const aboutApp = state.app && answerForApp(state.app, asked)
  if (aboutApp) return aboutApp
  const isInstallation = installationOf(state.app, authorization) !== undefined
  if (
    !isInstallation &&
    authorization !== undefined &&
    authorization !== `token ${state.token}` &&
    authorization !== `Bearer ${state.token}`
  )
    return { status: 401, json: { message: 'Bad credentials', status: '401' } }
  const [, repos, owner, name, kind, ...rest] = decodeURIComponent(asked.path).split('/')
  const repository = repos === 'repos' ? state.repositories.get(`${owner}/${name}`.toLowerCase()) : undefined
  if (!repository || (repository.isPrivate && authorization === undefined)) return notFound
  const isAnonymous = authorization === undefined
  if (kind === undefined) return { status: 200, json: repositoryJson(repository) }
  if (kind === 'pulls' && asked.method === 'POST')
    return isAnonymous ? { status: 401, json: { message: 'Requires authentication' } } : openPull(state, repository, asked)
  if (kind === 'pulls') return rest[0] ? onePull(repository, Number(rest[0])) : listPulls(repository, asked)
  if (kind === 'branches') return branch(repository, rest.join('/'))
  if (kind === 'deployments') return deployments(repository, Number(rest[0] ?? 0))
  if (kind === 'actions' && repository.workflowRuns) return { status: 200, json: { workflow_runs: repository.workflowRuns } }
  if (kind === 'issues') return { status: 200, json: repository.issues }
  if (kind === 'compare') return compare(repository, rest.join('/'))
  if (kind === 'commits' && rest[0] === 'tags') return tagged(repository, rest.slice(1).join('/'))
  return notFound
}

function listPulls(repository: StandInRepository, { query }: Asked): Reply {
  const [state, head] = [query.get('state') ?? 'open', query.get('head')]
  const found = repository.pulls
    .filter((pull) => state === 'all' || isOpen(pull) === (state === 'open'))
    // GitHub ignores a head without an owner.
    .filter(
      (pull) =>
        !head?.includes(':') ||
        head.toLowerCase() === `${pull.headRepository.fullName.split('/')[0]}:${pull.headRef}`.toLowerCase(),
    )
  const newestFirst =
    query.get('sort') === 'updated' ? found.toSorted((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1)) : found.toReversed()
  return { status: 200, json: newestFirst.map((pull) => pullJson(repository, pull)) }
}

function onePull(repository: StandInRepository, number: number): Reply {
  const pull = repository.pulls.find((candidate) => candidate.number === number)
  return pull ? { status: 200, json: pullJson(repository, pull) } : notFound
}

async function openPull(state: GitHubStandIn, repository: StandInRepository, { body }: Asked): Promise<Reply> {
  const {
    head = '',
    base = '',
    title = '',
    body: text = '',
    draft = false,
  } = body as Record<string, string> & { draft?: boolean }
  const [owner] = repository.fullName.split('/')
  const headSha = await repository.tipOf(head)
  if (headSha === null) return invalid([{ resource: 'PullRequest', field: 'head', code: 'invalid' }])
  if ((await repository.tipOf(base)) === headSha)
    return invalid([{ resource: 'PullRequest', code: 'custom', message: `No commits between ${base} and ${head}` }])
  if (repository.pulls.some((pull) => isOpen(pull) && pull.headRef === head && pull.baseRef === base))
    return invalid([{ resource: 'PullRequest', code: 'custom', message: `A pull request already exists for ${owner}:${head}.` }])
  const pull: StandInPull = {
    number: repository.pulls.length + 1,
    state: draft ? 'draft' : 'open',
    title,
    body: text,
    headRef: head,
    headSha,
    headRepository: repository,
    baseRef: base,
    author: 'dispatch-bot',
    mergeSha: null,
    updatedAt: state.now(),
  }
  repository.pulls.push(pull)
  return { status: 201, json: pullJson(repository, pull) }
}

async function compare(repository: StandInRepository, basehead: string): Promise<Reply> {
  const [base = '', head = ''] = basehead.split('...')
  const [forward, back] = [await repository.isAncestor(base, head), await repository.isAncestor(head, base)]
  if (forward === null || back === null) return notFound
  const status = base === head ? 'identical' : forward ? 'ahead' : back ? 'behind' : 'diverged'
  return {
    status: 200,
    json: {
      status,
      ahead_by: forward ? 1 : 0,
      behind_by: back ? 1 : 0,
      total_commits: 1,
      commits: between(repository, base, head),
      files: [],
    },
  }
}

function between({ parents, messages }: StandInRepository, base: string, head: string): unknown[] {
  const known = ancestors(parents, base)
  const added = [...ancestors(parents, head)].filter((sha) => !known.has(sha)).toReversed()
  return added.map((sha) => ({ sha, commit: { message: messages.get(sha) ?? 'A commit' } }))
}

function ancestors(parents: Map<string, string[]>, tip: string): Set<string> {
  const seen = new Set([tip])
  for (const sha of seen) for (const parent of parents.get(sha) ?? []) seen.add(parent)
  return seen
}

async function branch(repository: StandInRepository, name: string): Promise<Reply> {
  const sha = await repository.tipOf(name)
  return sha === null ? notFound : { status: 200, json: { name, commit: { sha } } }
}

function deployments(repository: StandInRepository, id: number): Reply {
  if (id === 0) {
    const all = repository.deployments.map(({ id, sha, environment, updatedAt }) => ({
      id,
      sha,
      ref: 'main',
      environment,
      transient_environment: false,
      updated_at: updatedAt,
    }))
    return { status: 200, json: all.toReversed() }
  }
  const found = repository.deployments.find((deployment) => deployment.id === id)
  if (!found) return notFound
  const { environment, statuses } = found
  return { status: 200, json: statuses.map(({ state, at }) => ({ state, environment, created_at: at })) }
}

function tagged({ tags }: StandInRepository, tag: string): Reply {
  const sha = tags.get(tag)
  return sha === undefined
    ? { status: 422, json: { message: `No commit found for SHA: tags/${tag}` } }
    : { status: 200, json: { sha } }
}

function isAncestor(parents: Map<string, string[]>, ancestor: string, descendant: string): boolean | null {
  if (!parents.has(ancestor) || !parents.has(descendant)) return null
  return ancestors(parents, descendant).has(ancestor)
}

function isOpen({ state }: StandInPull): boolean {
  return state === 'open' || state === 'draft'
}

function pullJson(repository: StandInRepository, pull: StandInPull): unknown {
  return pullRequestEvent(repository, pull, { action: 'opened' }).pull_request
}

function repositoryJson({ id, fullName, isPrivate }: StandInRepository): unknown {
  return {
    id,
    full_name: fullName,
    name: fullName.split('/')[1],
    private: isPrivate,
    visibility: isPrivate ? 'private' : 'public',
    default_branch: 'main',
  }
}

function invalid(errors: object[]): Reply {
  return {
    status: 422,
    json: { message: 'Validation Failed', errors, documentation_url: 'https://docs.github.com/rest/pulls/pulls', status: '422' },
  }
}
