import { expect, test } from 'vitest'
import { deleteIssue } from '#src/issues/delete-issue.ts'
import { pushPayload, sha } from '#test/fixtures/github/payloads.ts'
import { intakeOfFile } from '#test/intake-of-file.ts'
import { request, testWorkspace } from '#test/runtime.ts'
import { at, errorCreated, moveTo } from '#test/story.ts'
import { forgetDeliveries } from './forget-deliveries.ts'
import { resumeReplays, workOffReplays } from './work-off-replays.ts'

const intake = intakeOfFile()

const get = async (path: string) => (await request(intake.api, { path, key: intake.workspace.adminKey })).json()
const post = async (path: string, body?: unknown) => {
  const response = await request(intake.api, { method: 'POST', path, key: intake.workspace.adminKey, body })
  return { status: response.status, body: await response.json(), location: response.headers.get('location') }
}
const ids = async (query: string) => (await get(`/api/deliveries${query}`)).items.map((item: { id: string }) => item.id)
/** Asks for a batch and has it worked off. */
const replay = async (body: object) => {
  const asked = await post('/api/deliveries/replay', body)
  expect(asked).toMatchObject({ status: 202, location: `/api/replays/${asked.body.id}` })
  await intake.settle()
  const batch = await get(asked.location ?? '')
  return { batch, items: (await get(`${asked.location}/items`)).items }
}
/** Three errors and a ping, a minute apart. */
const arrivals = async () => {
  const errors: string[] = []
  for (const minute of [1, 2, 3]) {
    moveTo(intake, minute)
    errors.push(await intake.sentry('issue', errorCreated(minute, { id: String(minute) })))
  }
  moveTo(intake, 4)
  return { errors, ping: await intake.github('ping', { zen: 'Keep it simple.', hook_id: 1 }) }
}
const issues = () =>
  intake.db
    .selectFrom('dispatch_issue')
    .select('id')
    .where('workspace_id', '=', intake.workspace.id)
    .where('deleted_at', 'is', null)
    .execute()

test('deliveries are found by what they were, when they came and what they concern', async () => {
  const { errors, ping } = await arrivals()
  const [first = '', second = '', third = ''] = errors
  const { issue, connection } = await get(`/api/deliveries/${second}`)
  expect(await ids('?kind=ping')).toEqual([ping])
  expect(await ids('?kind=ping&kind=issue&limit=2')).toEqual([ping, third])
  expect(await ids('?result=create')).toEqual([third, second, first])
  expect(await ids('?reason=ping')).toEqual([ping])
  expect(await ids('?state=processed&state=ignored&source=github')).toEqual([ping])
  expect(await ids(`?since=${at(2)}&until=${at(3)}`)).toEqual([second])
  expect(await ids(`?connection=${connection.id}`)).toEqual([third, second, first])
  expect(await ids(`?issue=${issue.identifier}`)).toEqual([second])
  expect(await ids(`?q=${second.slice(-8).toUpperCase()}`)).toEqual([second])
  expect(await ids('?q=PIN')).toEqual([ping])
  expect(await ids('?q=%25')).toEqual([])
})

test.each([
  ['?issue=SHOP-999', 404],
  ['?since=yesterday', 422],
  ['?since=0000-01-01T00:00:00Z', 422],
  ['?q=%00', 422],
  ['?state=lost', 422],
])('the filter %s is refused with %d', async (query, status) => {
  expect((await request(intake.api, { path: `/api/deliveries${query}`, key: intake.workspace.adminKey })).status).toBe(status)
})

test('a dry run shows what it did then beside what it would do now', async () => {
  const id = await intake.sentry('issue', errorCreated(1))
  const issue = await intake.issue()
  const known = (await post(`/api/deliveries/${id}/replay`, { dry_run: true })).body
  expect(known).toMatchObject({
    before: { decision: { result: 'create' } },
    difference: { decision_changed: true, added: [], removed: [{ type: 'issue.created', issue_id: issue.id }], same: [] },
  })
  expect(await intake.events('delivery.replayed')).toEqual([])
})

test('what a dry run would make has no id yet, and is not there afterwards', async () => {
  const other = { id: 99, fullName: 'acme/other' }
  const id = await intake.github('push', pushPayload({ before: sha('a'), after: sha('b'), repository: other }))
  const repository = {
    name: 'other',
    provider: 'github' as const,
    full_name: other.fullName,
    git_url: 'https://github.com/acme/other.git',
  }
  await intake.db
    .insertInto('dispatch_repository')
    .values({ id: `rep_${id}`, workspace_id: intake.workspace.id, ...repository, default_branch: 'main', created_at: new Date() })
    .execute()
  const dry = (await post(`/api/deliveries/${id}/replay`, { dry_run: true })).body
  expect(dry.difference).toMatchObject({ decision_changed: true, added: [{ type: 'push.recorded' }], removed: [] })
  expect(await get(`/api/deliveries/${id}`)).toMatchObject({
    decision: { reason: 'unknown_repository' },
    effects: [],
    replays: [],
  })
})

test('many are tried out together: oldest first, and nothing is changed', async () => {
  const { errors, ping } = await arrivals()
  const before = await get('/api/deliveries')
  const { batch, items } = await replay({ filter: { since: at(2) }, dry_run: true })
  expect(batch).toMatchObject({ state: 'finished', dry_run: true, total: 3, done: 3, changed: 2, failed: 0, is_cut: false })
  expect(items.map((item: { delivery: { id: string } }) => item.delivery.id)).toEqual([errors[1], errors[2], ping])
  expect(items[0]).toMatchObject({ state: 'done', before: { result: 'create' }, after: { reason: 'content_known' } })
  expect(items[2]).toMatchObject({ difference: { decision_changed: false, added: [], removed: [] } })
  expect((await get(`/api/replays/${batch.id}/items?changed=false`)).items).toHaveLength(1)
  expect(await get('/api/deliveries')).toEqual(before)
  expect(await intake.events('delivery.replay_requested')).toEqual([])
})

test('many are replayed by their ids, whatever their order, and each is an entry of the audit', async () => {
  const { errors, ping } = await arrivals()
  const [first = '', second = ''] = errors
  await intake.db.deleteFrom('dispatch_signal').where('delivery_id', '=', first).execute()
  const [issue] = await get(`/api/deliveries/${first}`).then(({ issues: all }) => all)
  await deleteIssue(intake.workspace.person(), issue.id)
  const { batch, items } = await replay({ ids: [ping, second, first] })
  expect(batch).toMatchObject({ total: 3, done: 3, changed: 2 })
  expect(items.map((item: { delivery: { id: string } }) => item.delivery.id)).toEqual([first, second, ping])
  expect(items[0]).toMatchObject({ after: { result: 'create' }, difference: { added: [{ type: 'issue.created' }] } })
  expect(await issues()).toHaveLength(3)
  expect((await intake.events('delivery.replayed')).map(({ actor }) => actor.type)).toEqual(['key', 'key', 'key'])
  expect(await intake.events('delivery.replay_requested')).toMatchObject([{ payload: { batch_id: batch.id, total: 3 } }])
  expect(await get('/api/replays')).toMatchObject({ items: [{ id: batch.id }], next_cursor: null })
})

test('dead letters are retried together; one that breaks again says why and leaves the others alone', async () => {
  const readable = await intake.sentry('issue', errorCreated(1))
  const broken = await intake.sentry('issue', 'no hook at all')
  await deleteIssue(intake.workspace.person(), (await intake.issue()).id)
  await intake.db.deleteFrom('dispatch_signal').where('workspace_id', '=', intake.workspace.id).execute()
  await intake.db.updateTable('dispatch_delivery').set({ state: 'dead', error: 'it broke' }).where('id', '=', readable).execute()
  expect(await ids('?state=dead')).toEqual(expect.arrayContaining([readable, broken]))
  const { items } = await replay({ filter: { state: 'dead' } })
  expect(items).toMatchObject([{ after: { result: 'create' } }, { after: { result: 'unreadable' } }])
  expect(await ids('?state=dead')).toEqual([broken])
})

test('a batch takes no more than its limit and says that there is more', async () => {
  const { errors } = await arrivals()
  const { batch, items } = await replay({ filter: { source: 'sentry' }, limit: 2, dry_run: true })
  expect(batch).toMatchObject({ total: 2, is_cut: true })
  expect(items.map((item: { delivery: { id: string } }) => item.delivery.id)).toEqual(errors.slice(0, 2))
  expect((await replay({ filter: { kind: 'nothing' } })).batch).toMatchObject({ state: 'finished', total: 0 })
})

test('what is canceled is not replayed; what another process has done is not done again', async () => {
  const { errors } = await arrivals()
  const work = (signal = new AbortController().signal) =>
    workOffReplays(intake.runtime, intake.ports.vendors, { workspaceId: intake.workspace.id, batchId, signal })
  const { body } = await post('/api/deliveries/replay', { ids: errors })
  const batchId = body.id as string
  const canceled = await post(`/api/replays/${batchId}/cancel`)
  expect(canceled).toMatchObject({ status: 200, body: { state: 'canceled', done: 0 } })
  await work()
  await resumeReplays(intake.runtime)
  await intake.settle()
  expect((await get(`/api/replays/${batchId}/items`)).items.map((item: { state: string }) => item.state)).toEqual([
    'canceled',
    'canceled',
    'canceled',
  ])
  expect(await intake.events('delivery.replayed')).toEqual([])
  expect(await post(`/api/replays/${batchId}/cancel`)).toMatchObject({ status: 200, body: { state: 'canceled' } })
  expect(await intake.events('delivery.replay_canceled')).toHaveLength(1)
})

test('two processes that work off the same batch replay each delivery once', async () => {
  const { errors } = await arrivals()
  const { body } = await post('/api/deliveries/replay', { ids: errors })
  const signal = new AbortController().signal
  const work = () =>
    workOffReplays(intake.runtime, intake.ports.vendors, { workspaceId: intake.workspace.id, batchId: body.id, signal })
  await Promise.all([work(), work()])
  await intake.settle()
  expect(await get(`/api/replays/${body.id}`)).toMatchObject({ state: 'finished', done: 3, failed: 0 })
  expect(await intake.events('delivery.replayed')).toHaveLength(3)
})

test('a batch whose job was lost goes on, after the deliveries that are done', async () => {
  const { errors } = await arrivals()
  const { body } = await post('/api/deliveries/replay', { ids: errors })
  const stopped = new AbortController()
  stopped.abort()
  await workOffReplays(intake.runtime, intake.ports.vendors, {
    workspaceId: intake.workspace.id,
    batchId: body.id,
    signal: stopped.signal,
  })
  expect(await get(`/api/replays/${body.id}`)).toMatchObject({ state: 'running' })
  await resumeReplays(intake.runtime)
  await intake.settle()
  expect(await get(`/api/replays/${body.id}`)).toMatchObject({ state: 'finished', done: 3 })
})

test.each([
  [{}, 422],
  [{ ids: [], dry_run: true }, 422],
  [{ ids: ['dlv_1'], filter: {} }, 422],
  [{ ids: ['dlv_1'] }, 404],
  [{ filter: { colour: 'red' } }, 422],
  [{ filter: {}, limit: 501 }, 422],
  [{ filter: {}, really: true }, 422],
])('asking for %j is refused with %d', async (body, status) => {
  expect((await post('/api/deliveries/replay', body)).status).toBe(status)
})

test('batches of another workspace do not exist', async () => {
  const { body } = await post('/api/deliveries/replay', { filter: {}, dry_run: true })
  const other = await testWorkspace(intake.runtime)
  for (const path of [`/api/replays/${body.id}`, `/api/replays/${body.id}/items`])
    expect((await request(intake.api, { path, key: other.adminKey })).status).toBe(404)
})

test('a workspace says how long its deliveries are kept, and replays go with them', async () => {
  await intake.setPolicy({ keep_deliveries_days: 5 })
  const { errors } = await arrivals()
  await replay({ ids: errors })
  expect(await get(`/api/deliveries/${errors[0]}`)).toMatchObject({ kept_until: '2026-03-07T09:01:00.000Z' })
  moveTo(intake, 6 * 24 * 60)
  await forgetDeliveries(intake.runtime, new AbortController().signal)
  expect(await ids('')).toEqual([])
})
