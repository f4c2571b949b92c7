import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createGitHubClient } from '#src/integrations/github/client.ts'
import { githubSweeps } from '#src/integrations/github/jobs.ts'
import { readGitHubStatus } from '#src/integrations/github/read-status.ts'
import { createIssue } from '#src/issues/create-issue.ts'
import { sha, shop } from '#test/fixtures/github/payloads.ts'
import { type TestIntake, testIntake } from '#test/intake.ts'
import { type GitHubStandIn, type StandInRepository, startGitHubApi } from '#test/stand-ins/github-api.ts'
import { at, moveTo } from '#test/story.ts'
import { reconcile } from './reconcile.ts'

let github: GitHubStandIn
let repository: StandInRepository
let intake: TestIntake
beforeAll(async () => {
  github = await startGitHubApi()
  repository = github.addRepository(shop.fullName)
  intake = await testIntake({ githubApi: github, withoutSweeps: true, withoutSecrets: true })
})
beforeEach(async () => {
  await intake.fresh()
  repository.pulls.splice(0)
  repository.parents.clear()
  repository.parents.set(sha('main'), [])
  repository.branches.set('main', sha('main'))
})
afterAll(async () => {
  await intake?.close()
  await github?.close()
})

async function lookAt(minute: number): Promise<void> {
  moveTo(intake, minute)
  await reconcile(intake.runtime, intake.ports, new AbortController().signal)
  await intake.runtime.jobs.drain()
}
const looks = () =>
  intake.db
    .selectFrom('dispatch_repository_look')
    .select(['head_sha', 'problem'])
    .where('workspace_id', '=', intake.workspace.id)
    .execute()

test('a pull request and a push of which no webhook tells take effect within the next look, once', async () => {
  const { id, identifier } = await createIssue(intake.workspace.person(), {
    title: 'The basket',
    description: '',
    priority: 'P3',
  })
  await lookAt(10)
  expect(await looks()).toEqual([{ head_sha: sha('main'), problem: null }])
  const pull = {
    number: 7,
    title: `Fix ${identifier}`,
    body: '',
    headRef: 'fix',
    headSha: sha('head'),
    baseRef: 'main',
    author: 'ada',
  }
  repository.pulls.push({ ...pull, state: 'open', headRepository: repository, mergeSha: null, updatedAt: at(11) })
  await lookAt(12)
  expect((await intake.issue()).status.category).toBe('in_review')
  Object.assign(repository.pulls[0] ?? {}, { state: 'merged', mergeSha: sha('merge'), updatedAt: at(13) })
  repository.parents.set(sha('merge'), [sha('main')])
  repository.branches.set('main', sha('merge'))
  await lookAt(14)
  expect(await intake.issue()).toMatchObject({ id, status: { category: 'done' } })
  const pushes = await intake.db
    .selectFrom('dispatch_push')
    .select(['before_sha', 'after_sha'])
    .where('workspace_id', '=', intake.workspace.id)
    .execute()
  expect(pushes).toEqual([{ before_sha: sha('main'), after_sha: sha('merge') }])
  const before = await intake.events()
  await lookAt(15)
  expect(await intake.events()).toHaveLength(before.length)
})

test('a repository that cannot be looked at says why, keeps its place and goes on later', async () => {
  await lookAt(10)
  github.next.push({ status: 404, json: { message: 'Not Found' } })
  repository.parents.set(sha('next'), [sha('main')])
  repository.branches.set('main', sha('next'))
  await lookAt(11)
  expect(await looks()).toEqual([{ head_sha: sha('main'), problem: expect.stringContaining('GitHub does not find it') }])
  await lookAt(12)
  expect(await looks()).toEqual([{ head_sha: sha('next'), problem: null }])
})

test('what GitHub still answers, and what could not be looked at, is shown to members', async () => {
  await lookAt(10)
  github.next.push({ status: 404, json: { message: 'Not Found' } })
  await lookAt(11)
  const client = createGitHubClient({ apiUrl: github.url, token: github.token, retryBaseMs: 1 })
  const keep = async () => {
    for (const sweep of githubSweeps(client)) await sweep.run(intake.runtime, { signal: new AbortController().signal })
  }
  const person = intake.workspace.person()
  const status = () =>
    readGitHubStatus({ ...person, system: { ...person.system, config: { ...person.system.config, GITHUB_TOKEN: 'ghp_x' } } })
  await client.repository(shop.fullName).commitOfTag('v1')
  await keep()
  expect(await status()).toMatchObject({
    authentication: 'token',
    webhook: false,
    polling: true,
    budgets: [{ key: 'token', limit: 5_000, remaining: github.budget.remaining, last_error: null }],
    repositories: [{ full_name: shop.fullName, looked_at: at(10), problem: expect.stringContaining('does not find it') }],
  })
  github.next.push({ status: 403, json: { message: 'secondary rate limit' }, headers: { 'retry-after': '30' } })
  await expect(client.repository(shop.fullName).isPublic()).rejects.toMatchObject({ code: 'github_forbidden' })
  await keep()
  const [budget] = (await status()).budgets
  expect(budget).toMatchObject({ last_error: expect.stringContaining('30 seconds'), paused_until: expect.any(String) })
  expect(await readGitHubStatus(person)).toMatchObject({ authentication: 'none', polling: false, budgets: [] })
})
