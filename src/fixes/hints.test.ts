// What Dispatch finds out by itself and leaves to people: suspect commits, suggested links; and links that people make by hand.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createIssue } from '#src/issues/create-issue.ts'
import { newId } from '#src/platform/ids.ts'
import { listSuspects } from '#src/runs/store/run-context.ts'
import { embedIssues } from '#src/search/embed-issues.ts'
import { LocalEmbedder } from '#src/search/local-embedder.ts'
import { sha } from '#test/fixtures/github/payloads.ts'
import { sentryFixture } from '#test/fixtures/sentry/payloads.ts'
import { type TestIntake, testIntake } from '#test/intake.ts'
import { request } from '#test/runtime.ts'
import { type SentryStandIn, startSentryApi } from '#test/stand-ins/sentry-api.ts'
import { attempts, deployed, errorCreated, merged, moveTo, opened, pull } from '#test/story.ts'
import type { TouchingCommit } from './domain/suspects.ts'
import type { CommitHistory } from './ports.ts'
import type { PullLink, Suspects } from './schemas.ts'

let sentry: SentryStandIn
let intake: TestIntake
const embedder = new LocalEmbedder()
const told: { commits: TouchingCommit[] | null; asked: number } = { commits: null, asked: 0 }
const broken: CommitHistory = { read: () => Promise.reject(new Error('the mirror is away')) }
const history: CommitHistory = {
  read: async () => {
    told.asked++
    return told.commits
  },
}

beforeAll(async () => {
  sentry = await startSentryApi()
  intake = await testIntake({ sentryApi: sentry, withoutSweeps: true, history: [broken, history], embedder })
})
beforeEach(async () => {
  await intake.fresh()
  Object.assign(told, { commits: null, asked: 0 })
  sentry.issues.set('4820175533', { fields: { ...sentryFixture('api-issue') }, events: [] })
})
afterAll(async () => {
  await intake?.close()
  await sentry?.close()
  await embedder.close()
})

const ask = async <T>(path: string) => (await (await request(intake.api, { path, key: intake.workspace.adminKey })).json()) as T
const suspects = (identifier: string) => ask<Suspects>(`/api/issues/${identifier}/suspects`)
const pulls = async (identifier: string) => (await ask<{ items: PullLink[] }>(`/api/issues/${identifier}/prs`)).items

async function fileError(): Promise<{ id: string; identifier: string }> {
  moveTo(intake, 20)
  await intake.sentry('issue', errorCreated(10))
  await intake.settle()
  return intake.issue()
}

const commit = (name: string, committedAt: string, ...files: string[]) => ({ sha: sha(name), subject: name, committedAt, files })

test('the commits that touched the files of a new error are found, with their pull requests and the deploys around', async () => {
  const confirm = commit('Confirm \u202eorders', '2026-03-01T12:00:00.000Z', 'src/orders/confirm.ts', 'README.md')
  const handler = commit('Handler', '2026-03-01T13:00:00.000Z', 'packages/api/src/http/handler.ts')
  told.commits = [commit('Docs', '2026-03-01T14:00:00.000Z', 'docs/index.md'), handler, confirm]
  await intake.github('pull_request', merged(-1200, 'Confirm orders', { number: 3, mergeSha: confirm.sha }))
  await intake.github('deployment_status', deployed(-600, { sha: sha('running') }))
  await intake.github('deployment_status', deployed(15, { sha: sha('mended'), id: 5 }))
  const { id, identifier } = await fileError()
  const found = await suspects(identifier)
  expect(found).toMatchObject({ state: 'found', repository: 'acme/shop' })
  expect(found.commits).toMatchObject([
    { sha: confirm.sha, subject: 'Confirm orders', files: ['src/orders/confirm.ts'], pull_request: { number: 3 } },
    { sha: handler.sha, url: `https://github.com/acme/shop/commit/${handler.sha}`, pull_request: null },
  ])
  expect(found.deployments).toMatchObject([
    { sha: sha('running'), is_before: true },
    { sha: sha('mended'), is_before: false },
  ])
  expect(await intake.events('issue.enriched')).toMatchObject([{}, { payload: { source: 'repository', suspects: 2 } }])
  expect(await listSuspects(intake.db, id)).toHaveLength(2)
})

test('where nobody tells the history, the issue says so and nothing is lost', async () => {
  const { identifier } = await fileError()
  expect(told.asked).toBeGreaterThan(0)
  expect(await suspects(identifier)).toMatchObject({
    state: 'unknown',
    commits: [],
    detail: expect.stringMatching(/^Neither a copy/),
  })
  told.commits = []
  await intake.fresh()
  expect(await suspects((await fileError()).identifier)).toMatchObject({
    state: 'none',
    detail: expect.stringMatching(/^None of the 0/),
  })
})

test('an issue that is no error has no suspects', async () => {
  const { identifier } = await createIssue(intake.workspace.person(), { title: 'Add an export' })
  expect(await suspects(identifier)).toMatchObject({ state: 'unknown', commits: [], deployments: [] })
})

async function startedIssue(title: string, description: string, status = 'In Progress'): Promise<string> {
  const { id, identifier } = await createIssue(intake.workspace.person(), { title, description, status })
  await embedIssues(intake.runtime, [id])
  return identifier
}

const jwt = [
  'JsonWebTokenError: jwt malformed in refreshAccessToken',
  'An absent refresh token is verified as if it were one.',
] as const
const aboutJwt = {
  body: 'refreshAccessToken verified the string "undefined": jwt malformed, JsonWebTokenError.',
  headRef: 'tokens',
}

test('a pull request that names no issue is suggested, which moves nothing until somebody confirms', async () => {
  const identifier = await startedIssue(...jwt)
  const forgotten = await startedIssue(jwt[0], jwt[1], 'Backlog')
  moveTo(intake, 60)
  await intake.github('pull_request', opened(60, 'Absent refresh tokens are no JWT', aboutJwt))
  const [link] = await pulls(identifier)
  expect(link).toMatchObject({ link_kind: 'suggested', matched_by: 'similarity', score: expect.any(Number) })
  expect(await pulls(forgotten)).toEqual([])
  expect(await intake.events('issue.moved')).toEqual([])
  const path = `/api/issues/${identifier}/prs/${link?.id}`
  await request(intake.api, { method: 'POST', path: `${path}/confirm`, key: intake.workspace.adminKey })
  expect(await pulls(identifier)).toMatchObject([{ link_kind: 'closes', matched_by: 'person' }])
  expect(await intake.events('issue.moved')).toHaveLength(1)
})

test('what was dismissed stays dismissed; bots and what says something else suggest nothing', async () => {
  const identifier = await startedIssue(...jwt)
  moveTo(intake, 60)
  await intake.github('pull_request', opened(60, 'Absent refresh tokens are no JWT', aboutJwt))
  const [link] = await pulls(identifier)
  const path = `/api/issues/${identifier}/prs/${link?.id}`
  expect((await request(intake.api, { method: 'DELETE', path, key: intake.workspace.adminKey })).status).toBe(204)
  await intake.github(
    'pull_request',
    pull(70, { ...aboutJwt, action: 'edited', title: 'Absent refresh tokens are no JWT at all' }),
  )
  expect(await pulls(identifier)).toEqual([])
  await intake.github('pull_request', opened(80, 'Gift wrapping at checkout', { number: 8, headRef: 'gift' }))
  const bot = opened(81, 'Absent refresh tokens are no JWT', { ...aboutJwt, number: 9 }) as { pull_request: { user: object } }
  Object.assign(bot.pull_request.user, { type: 'Bot', login: 'dependabot[bot]' })
  await intake.github('pull_request', bot)
  expect(await pulls(identifier)).toEqual([])
})

test("a stranger's pull request is suggested at most, and three at most", async () => {
  const titles = await Promise.all([1, 2, 3, 4].map((number) => startedIssue(`${jwt[0]} ${number}`, jwt[1])))
  moveTo(intake, 60)
  const stranger = { headRepository: { id: 99, fullName: 'stranger/shop' }, association: 'NONE' }
  await intake.github('pull_request', opened(60, 'Absent refresh tokens are no JWT', { ...aboutJwt, ...stranger }))
  const kinds = (await Promise.all(titles.map(pulls))).flat().map(({ link_kind }) => link_kind)
  expect(kinds).toEqual(['suggested', 'suggested', 'suggested'])
})

test('people link an issue with pull requests of several repositories: one attempt each, and the later one is watched', async () => {
  const { identifier } = await fileError()
  const repository = { id: 88, fullName: 'acme/api' }
  const row = {
    id: newId('rep'),
    workspace_id: intake.workspace.id,
    name: 'api',
    full_name: repository.fullName,
    provider: 'github' as const,
  }
  const place = { git_url: 'https://github.com/acme/api.git', default_branch: 'main', created_at: intake.runtime.clock.now() }
  await intake.db
    .insertInto('dispatch_repository')
    .values({ ...row, ...place })
    .execute()
  moveTo(intake, 100)
  await intake.github('pull_request', merged(60, 'In the shop', { number: 7, mergeSha: sha('shop') }))
  await intake.github('pull_request', merged(70, 'In the API', { number: 7, mergeSha: sha('api'), repository }))
  const path = `/api/issues/${identifier}/prs`
  const link = async (name: string, kind = 'closes') =>
    request(intake.api, {
      method: 'POST',
      path,
      key: intake.workspace.adminKey,
      body: { repository: name, number: 7, link_kind: kind },
    })
  expect((await link('acme/shop')).status).toBe(201)
  expect(await attempts(intake)).toMatchObject([{ repository: 'acme/shop', state: 'awaiting_deploy' }])
  expect((await link('acme/api')).status).toBe(201)
  expect((await link('acme/nowhere')).status).toBe(422)
  expect(await attempts(intake)).toMatchObject([
    { repository: 'acme/shop', state: 'superseded' },
    { repository: 'acme/api', state: 'awaiting_deploy' },
  ])
  // Another issue may have the same pull request.
  const other = await createIssue(intake.workspace.person(), { title: 'The same cause', status: 'In Progress' })
  const both = { method: 'POST', path: `/api/issues/${other.identifier}/prs`, key: intake.workspace.adminKey }
  expect((await request(intake.api, { ...both, body: { repository: 'acme/api', number: 7 } })).status).toBe(201)
  expect(await pulls(other.identifier)).toMatchObject([{ repository: 'acme/api', link_kind: 'closes' }])
  const links = await pulls(identifier)
  expect(links.map((each) => each.repository).sort()).toEqual(['acme/api', 'acme/shop'])
  const api = links.find((each) => each.repository === 'acme/api')
  await request(intake.api, { method: 'DELETE', path: `${path}/${api?.id}`, key: intake.workspace.adminKey })
  expect(await attempts(intake)).toMatchObject([{ state: 'awaiting_deploy' }, { state: 'superseded' }])
  expect((await link('acme/shop')).status).toBe(201)
  expect(await pulls(other.identifier)).toHaveLength(1)
})
