import { afterEach, beforeEach, expect, test } from 'vitest'
import type { LookPosition } from '#src/intake/ports.ts'
import { AppError } from '#src/platform/errors.ts'
import { sha, workflowRunPayload } from '#test/fixtures/github/payloads.ts'
import { type GitHubStandIn, type StandInPull, type StandInRepository, startGitHubApi } from '#test/stand-ins/github-api.ts'
import type { StandIn } from '#test/stand-ins/http.ts'
import { createGitHubClient } from './client.ts'
import { githubCodeHost } from './code-host.ts'

let github: GitHubStandIn
let shop: StandInRepository
let host: ReturnType<typeof githubCodeHost>
const at = (minute: number) => `2026-03-02T10:${String(minute).padStart(2, '0')}:00.000Z`

beforeEach(async () => {
  github = await startGitHubApi()
  shop = github.addRepository('acme/shop', { workflowRuns: [] })
  commit('main', null)
  host = githubCodeHost(createGitHubClient({ apiUrl: github.url, token: github.token, retryBaseMs: 1, timeoutMs: 100 }))
})
afterEach(() => github.close())

function commit(name: string, parent: string | null, message = 'A commit'): void {
  shop.parents.set(sha(name), parent ? [sha(parent)] : [])
  shop.messages.set(sha(name), message)
  shop.branches.set('main', sha(name))
}

function pull(number: number, minute: number, change: Partial<StandInPull> = {}): void {
  const rest = {
    title: 'A change',
    body: '',
    headRef: `topic-${number}`,
    headSha: sha(`head-${number}`),
    baseRef: 'main',
    author: 'ada',
  }
  shop.pulls.push({ ...rest, number, state: 'open', headRepository: shop, mergeSha: null, updatedAt: at(minute), ...change })
}

async function look(since: LookPosition | null, minute: number) {
  const found = await host.lookAround(
    { fullName: 'acme/shop', defaultBranch: 'main', issueLabel: 'dispatch', now: at(minute) },
    since,
  )
  return { ...found, next: { pullsUntil: found.pullsUntil, headSha: found.headSha, lookedAt: at(minute) } }
}

test('the first look only remembers; the next tells what is new, as webhooks would', async () => {
  pull(1, 1)
  shop.deployments.push({
    id: 1,
    sha: sha('main'),
    environment: 'production',
    updatedAt: at(1),
    statuses: [{ state: 'success', at: at(1) }],
  })
  const first = await look(null, 20)
  expect(first).toMatchObject({ signals: [], pullsUntil: at(1), headSha: sha('main') })
  pull(2, 21)
  Object.assign(shop.pulls[0] ?? {}, { state: 'merged', mergeSha: sha('merge'), updatedAt: at(22) })
  commit('merge', 'main', 'Fix DISPATCH-1')
  commit('next', 'merge', 'More')
  shop.deployments.push({
    id: 2,
    sha: sha('next'),
    environment: 'production',
    updatedAt: at(23),
    statuses: [{ state: 'success', at: at(23) }],
  })
  const { signals, next } = await look(first.next, 25)
  expect(signals).toMatchObject([
    {
      kind: 'push_recorded',
      before: sha('main'),
      after: sha('next'),
      forced: false,
      toDefaultBranch: true,
      commits: [{ message: 'Fix DISPATCH-1' }, { message: 'More' }],
    },
    { kind: 'pull_request_changed', number: 2, state: 'open' },
    { kind: 'pull_request_changed', number: 1, state: 'merged', mergeCommitSha: sha('merge') },
    { kind: 'deployment_succeeded', sha: sha('next'), environment: 'production' },
  ])
  expect(next).toMatchObject({ pullsUntil: at(22), headSha: sha('next') })
})

test('where nothing has changed, looks cost nothing of the budget', async () => {
  pull(1, 1)
  const { next } = await look((await look(null, 10)).next, 11)
  const { remaining } = github.budget
  const quiet = await look(next, 12)
  expect(github.budget.remaining).toBe(remaining)
  expect(quiet.signals.filter(({ kind }) => kind === 'push_recorded')).toEqual([])
})

test('issues with the label are told, and pull requests with it are not', async () => {
  const first = await look(null, 10)
  const told = {
    title: 'The basket',
    state: 'open',
    body: '',
    labels: [{ name: 'dispatch' }],
    updated_at: at(11),
    user: { login: 'mona' },
  }
  shop.issues.push({ ...told, id: 1, number: 12 }, { ...told, id: 2, number: 13, pull_request: { url: 'https://x' } })
  expect((await look(first.next, 12)).signals).toMatchObject([
    { kind: 'hosted_issue_changed', number: 12, action: 'polled', labels: ['dispatch'] },
  ])
  expect(github.asked.find(({ path }) => path.endsWith('/issues'))?.query.get('labels')).toBe('dispatch')
})

test('workflows that succeeded are told as their webhook would have told them, where they may be seen', async () => {
  const first = await look(null, 10)
  const { workflow_run: run } = workflowRunPayload({ sha: sha('main'), name: 'deploy-prod', updatedAt: at(11) })
  shop.workflowRuns = null
  for (const minute of [12, 13]) expect((await look(first.next, minute)).signals).toEqual([])
  expect(github.asked.filter(({ path }) => path.endsWith('/actions/runs'))).toHaveLength(1)
  host = githubCodeHost(createGitHubClient({ apiUrl: github.url, token: github.token }))
  shop.workflowRuns = [run as Record<string, unknown>, { ...(run as object), id: 4, updated_at: at(1), head_sha: sha('old') }]
  const { signals } = await look({ ...first.next, lookedAt: at(15) }, 16)
  expect(signals).toMatchObject([
    { kind: 'deployment_succeeded', via: 'workflow_run', workflowName: 'deploy-prod', sha: sha('main'), deployedAt: at(11) },
  ])
})

test('a tip that was pushed away is a forced push', async () => {
  const first = await look(null, 10)
  commit('other', null)
  expect((await look(first.next, 11)).signals).toMatchObject([
    { kind: 'push_recorded', forced: true, commits: [], after: sha('other') },
  ])
})

test('a credential that may see only pull requests and commits is told of those', async () => {
  const first = await look(null, 10)
  pull(3, 11)
  shop.workflowRuns = null
  const forbidden = { status: 403, json: { message: 'Resource not accessible by personal access token' } }
  github.refuse = (path) => (/\/(deployments|issues)$/.test(path) ? forbidden : undefined)
  expect((await look(first.next, 12)).signals).toMatchObject([{ kind: 'pull_request_changed', number: 3 }])
  const refused = () => github.asked.filter(({ path }) => /\/(deployments|issues|runs)$/.test(path)).length
  const before = refused()
  await look(first.next, 13)
  expect(refused()).toBe(before)
})

const faults: [string, StandIn['next'][number], string][] = [
  ['404', { status: 404, json: { message: 'Not Found' } }, 'github_not_found'],
  ['500', { status: 500, text: 'oops' }, 'github_failed'],
  ['garbage', { status: 200, text: '<html>', headers: { 'content-type': 'text/html' } }, ''],
  ['silence', 'hang', 'github_unreachable'],
  ['a closed line', 'drop', 'github_unreachable'],
  [
    'a spent budget',
    {
      status: 403,
      json: { message: 'API rate limit exceeded' },
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9999999999' },
    },
    'github_forbidden',
  ],
  [
    'a secondary limit',
    { status: 403, json: { message: 'You have exceeded a secondary rate limit' }, headers: { 'retry-after': '30' } },
    'github_forbidden',
  ],
]

test.each(faults)('%s is said, and nothing is lost by it', async (_, fault, code) => {
  const first = await look(null, 10)
  pull(3, 11)
  commit('next', 'main')
  // As often as it is tried.
  github.next.push(fault, fault, fault, fault)
  const error = await look(first.next, 12).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(AppError)
  if (code) expect(error).toMatchObject({ code })
  github.next.length = 0
  host = githubCodeHost(createGitHubClient({ apiUrl: github.url, token: github.token, retryBaseMs: 1 }))
  expect((await look(first.next, 13)).signals.map(({ kind }) => kind)).toEqual(['push_recorded', 'pull_request_changed'])
})

test('a limit holds back the next question, of whatever kind', async () => {
  const limited = { status: 403, json: { message: 'secondary rate limit' }, headers: { 'retry-after': '30' } }
  github.next.push(limited)
  await expect(look(null, 10)).rejects.toMatchObject({ code: 'github_forbidden' })
  const before = github.asked.length
  await expect(look(null, 11)).rejects.toMatchObject({ code: 'github_rate_limited' })
  await expect(host.commitOfTag('acme/shop', 'v1')).rejects.toMatchObject({ code: 'github_rate_limited' })
  expect(github.asked).toHaveLength(before)
})

test('while little is left, looks wait and runs do not', async () => {
  github.budget.remaining = 400
  await look(null, 10)
  await expect(look(null, 11)).rejects.toMatchObject({ code: 'github_budget_low' })
  await expect(host.commitOfTag('acme/shop', 'v1')).resolves.toBeNull()
})
