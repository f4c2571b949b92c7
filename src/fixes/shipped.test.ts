import { expect, test } from 'vitest'
import { pushPayload, sha } from '#test/fixtures/github/payloads.ts'
import { intakeOfFile } from '#test/intake-of-file.ts'
import { request, testWorkspace } from '#test/runtime.ts'
import { at, deployedFix, merge, merged, moveTo } from '#test/story.ts'

const intake = intakeOfFile({ withoutSweeps: true })

const get = async (path: string) => (await request(intake.api, { path, key: intake.workspace.adminKey })).json()
const list = async (query = '') => (await get(`/api/deployments${query}`)).items
const report = async (name: string, minutes: number, more: object = {}) => {
  const body = { repository: 'acme/shop', sha: sha(name), deployed_at: at(minutes), ...more }
  const response = await request(intake.api, { method: 'POST', path: '/api/deployments', key: intake.workspace.adminKey, body })
  return (await response.json()).id as string
}
const push = (before: string, after: string, messages: [string, string][] = [[after, `Commit ${after}`]]) =>
  intake.github(
    'push',
    pushPayload({
      before: sha(before),
      after: sha(after),
      commits: messages.map(([name, message]) => ({ id: sha(name), message })),
    }),
  )

test('a deployment shows the fix that it carries, its issue, its pull request and why', async () => {
  moveTo(intake, 30)
  await deployedFix(intake)
  const issue = await intake.issue()
  const [deployment] = await list()
  expect(deployment).toMatchObject({
    is_production: true,
    sha: merge,
    relation: 'first',
    previous: null,
    rolled_back_by: null,
    pull_request_count: 1,
    unknown_count: 0,
    issues: [{ id: issue.id, link_kind: 'closes', status: { category: 'in_review' } }],
    fixes: [{ issue_identifier: issue.identifier, state: 'watching' }],
  })
  const detail = await get(`/api/deployments/${deployment.id}`)
  expect(detail.pull_requests).toMatchObject([
    { merge_sha: merge, contains: 'yes', how: 'equal', fixes: [{ state: 'watching' }] },
  ])
})

test('a deployment by a descendant carries what the pushes brought, and a rollback is told on both sides', async () => {
  moveTo(intake, 200)
  const first = await report('one', 1)
  await push('one', 'two', [
    ['merged', 'Merge pull request #7'],
    ['two', 'Tidy up\n\nand more'],
  ])
  await intake.github('pull_request', merged(50, 'A change', { mergeSha: sha('merged') }))
  const second = await report('two', 100)
  const detail = await get(`/api/deployments/${second}`)
  expect(detail).toMatchObject({
    relation: 'forward',
    previous: { id: first, sha: sha('one') },
    commits: { is_known: true, count: 2, items: [{ sha: sha('two'), message: 'Tidy up' }, { sha: sha('merged') }] },
  })
  expect(detail.pull_requests).toMatchObject([{ contains: 'yes', how: 'push_chain' }])
  const back = await report('one', 150)
  expect(await list()).toMatchObject([
    { id: back, relation: 'rollback', pull_request_count: 0 },
    { id: second, rolled_back_by: { id: back } },
    { id: first, rolled_back_by: null },
  ])
})

test('without pushes nobody knows what is in it, unless the report lists it', async () => {
  moveTo(intake, 200)
  await intake.github('pull_request', merged(50, 'A change', { mergeSha: sha('merged') }))
  await report('one', 1)
  const unlisted = await report('two', 100)
  const listed = await report('three', 110, { environment: 'prod', commits: [sha('merged')] })
  expect(await get(`/api/deployments/${unlisted}`)).toMatchObject({
    relation: 'unknown',
    unknown_count: 1,
    pull_request_count: 0,
    commits: { is_known: false },
    pull_requests: [{ contains: 'unknown', how: 'nothing_known' }],
  })
  expect(await get(`/api/deployments/${listed}`)).toMatchObject({
    listed_commits: 1,
    pull_requests: [{ contains: 'yes', how: 'listed' }],
  })
})

test('deployments are filtered by place, kind, commit and time, and paged', async () => {
  moveTo(intake, 500)
  const production = [await report('one', 1), await report('two', 100)]
  const staging = await report('three', 120, { environment: 'staging' })
  const idsOf = async (query: string) => (await list(query)).map(({ id }: { id: string }) => id)
  expect(await idsOf('?production=true')).toEqual([production[1], production[0]])
  expect(await idsOf('?production=false')).toEqual([staging])
  expect(await idsOf('?environment=STAGING')).toEqual([staging])
  expect(await idsOf('?repository=Acme/Shop')).toHaveLength(3)
  expect(await idsOf('?repository=acme/other')).toEqual([])
  expect(await idsOf(`?sha=${sha('two').slice(0, 8)}`)).toEqual([production[1]])
  expect(await idsOf(`?since=${at(50)}&until=${at(110)}`)).toEqual([production[1]])
  const page = await get('/api/deployments?limit=2')
  expect(page.items.map(({ id }: { id: string }) => id)).toEqual([staging, production[1]])
  expect(await idsOf(`?limit=2&cursor=${page.next_cursor}`)).toEqual([production[0]])
  const other = await testWorkspace(intake.runtime)
  expect((await request(intake.api, { path: `/api/deployments/${staging}`, key: other.adminKey })).status).toBe(404)
})

test.each(['?sha=xyz', '?production=yes', '?since=now', '?environment=%00', '?cursor=x'])('%s is refused', async (query) => {
  expect((await request(intake.api, { path: `/api/deployments${query}`, key: intake.workspace.adminKey })).status).toBe(422)
})
