import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { insertUser } from '#src/access/store/users.ts'
import { createLabel, deleteLabel } from '#src/issues/catalog.ts'
import type { Ctx } from '#src/platform/context.ts'
import { type App, createApi } from '#src/platform/http/app.ts'
import { newId } from '#src/platform/ids.ts'
import { limits } from '#src/platform/limits.ts'
import { request, type TestWorkspace } from '#test/runtime.ts'
import { seededWorkspace, type TestTracker, testTracker } from '#test/tracker.ts'
import { changeView, deleteView } from './change-view.ts'
import { listViews, readView } from './read-views.ts'
import { viewRoutes } from './routes.ts'
import { saveView } from './save-view.ts'
import { createViewSchema, updateViewSchema } from './schemas.ts'

let tracker: TestTracker
let acme: TestWorkspace
let api: App
beforeAll(async () => {
  tracker = await testTracker()
  api = createApi(tracker.runtime, [viewRoutes()])
})
beforeEach(async () => {
  acme = await seededWorkspace(tracker.runtime)
})
afterAll(() => tracker.runtime.close())

const save = (body: unknown, ctx: Ctx = acme.person()) => saveView(ctx, createViewSchema.parse(body))
const change = (id: string, body: unknown, ctx: Ctx = acme.person()) =>
  changeView(ctx, { id, changes: updateViewSchema.parse(body) })
const names = async (ctx: Ctx = acme.person()) => (await listViews(ctx, {})).items.map((view) => view.name)

async function colleague(role: 'viewer' | 'member' = 'member'): Promise<Ctx> {
  const id = newId('usr')
  await insertUser(tracker.runtime.database.kysely, { id, display_name: 'Ada' }, tracker.runtime.clock.now())
  return { ...acme.person(), role, actor: { type: 'person', id, name: 'Ada' } }
}

test('a private view is seen by its owner, a shared one by everyone', async () => {
  await save({ name: 'Mine', filters: { priority: 'P1', label: ['Bug'] }, sort: 'priority' })
  await save({ name: 'Ours', layout: 'board', is_shared: true, filters: { waiting: ['person'] } })
  const ada = await colleague()
  expect([await names(), await names(ada)]).toEqual([['Mine', 'Ours'], ['Ours']])
  const [mine] = (await listViews(acme.person(), { layout: 'list' })).items
  expect(mine).toMatchObject({
    layout: 'list',
    filters: { priority: ['P1'], label: ['Bug'] },
    sort: 'priority',
    is_own: true,
    is_shared: false,
    missing: [],
    revision: 1,
  })
  await expect(readView(ada, mine?.id ?? '')).rejects.toMatchObject({ status: 404 })
  await expect(change(mine?.id ?? '', { name: 'Theirs' }, ada)).rejects.toMatchObject({ status: 404 })
})

test('a view outlives what it filters by, and says what is gone', async () => {
  const label = await createLabel(acme.person(), { name: 'Checkout', color: 'red' })
  const view = await save({
    name: 'Old',
    filters: { label: [label.id, 'bug'], status: ['Backlog', 'done', 'sts_gone'], assignee: ['none', 'Nobody Known'] },
  })
  expect(view.missing).toEqual([
    { key: 'status', value: 'sts_gone' },
    { key: 'assignee', value: 'Nobody Known' },
  ])
  await deleteLabel(acme.person(), label.id)
  expect((await readView(acme.person(), view.id)).missing).toContainEqual({ key: 'label', value: label.id })
})

test('a name is taken once among the shared and once among one’s own, in any case', async () => {
  await save({ name: 'Urgent' })
  await expect(save({ name: 'urgent' })).rejects.toMatchObject({ status: 422, code: 'name_taken' })
  await save({ name: 'Urgent', is_shared: true })
  await save({ name: 'URGENT' }, await colleague())
  const other = await save({ name: 'Other', is_shared: true })
  await expect(change(other.id, { name: 'urgent' })).rejects.toMatchObject({ code: 'name_taken' })
})

test('whoever shared a view takes it back, nobody else', async () => {
  const view = await save({ name: 'Ours', is_shared: true })
  const ada = await colleague()
  expect(await change(view.id, { name: 'Everyone’s' }, ada)).toMatchObject({ name: 'Everyone’s', is_own: false, revision: 2 })
  await expect(change(view.id, { is_shared: false }, ada)).rejects.toMatchObject({ status: 403, code: 'not_owner' })
  expect(await change(view.id, { is_shared: false })).toMatchObject({ is_shared: false })
  expect(await names(ada)).toEqual([])
})

test('a viewer keeps views of their own and changes no shared one', async () => {
  const viewer = await colleague('viewer')
  const shared = await save({ name: 'Ours', is_shared: true })
  await save({ name: 'Private' }, viewer)
  await expect(save({ name: 'For all', is_shared: true }, viewer)).rejects.toMatchObject({ code: 'missing_role' })
  await expect(change(shared.id, { name: 'x' }, viewer)).rejects.toMatchObject({ code: 'missing_role' })
  await expect(deleteView(viewer, shared.id)).rejects.toMatchObject({ code: 'missing_role' })
})

test('a key shares views and has none of its own', async () => {
  const key = acme.key('write')
  await expect(save({ name: 'Mine' }, key)).rejects.toMatchObject({ status: 422 })
  const view = await save({ name: 'Release', is_shared: true }, key)
  expect(view).toMatchObject({ is_own: false, created_by: { type: 'key' } })
  await expect(change(view.id, { is_shared: false })).rejects.toMatchObject({ code: 'not_owner' })
  await deleteView(key, view.id)
  expect(await names()).toEqual([])
})

test('nobody saves past the limit', async () => {
  for (let n = 0; n < limits.own_views.most; n++) await save({ name: `View ${n}` })
  await expect(save({ name: 'One more' })).rejects.toMatchObject({
    status: 409,
    code: 'limit_exceeded',
    extra: { limited: 'own_views', limit: 50 },
  })
  const shared = await save({ name: 'Shared', is_shared: true })
  await expect(change(shared.id, { is_shared: false })).rejects.toMatchObject({ code: 'limit_exceeded' })
})

test('the log says what happens to a shared view, and of a private one only that it is there', async () => {
  const secret = await save({ name: 'Who to fire', filters: { q: 'slow' } })
  const shared = await save({ name: 'Ours', is_shared: true })
  await change(shared.id, { name: 'All', filters: { priority: ['P1'] } })
  await change(shared.id, { name: 'All' })
  await change(secret.id, { is_shared: true, name: 'Team' })
  await deleteView(acme.person(), secret.id)
  const events = await tracker.runtime.database.kysely
    .selectFrom('dispatch_event')
    .select(['type', 'payload'])
    .where('workspace_id', '=', acme.id)
    .where('type', 'like', 'view.%')
    .orderBy('seq')
    .execute()
  expect(events.map((event) => event.type)).toEqual([
    'view.created',
    'view.created',
    'view.updated',
    'view.updated',
    'view.deleted',
  ])
  expect(JSON.stringify(events)).not.toContain('Who to fire')
  expect(events[2]?.payload).toMatchObject({ changes: { name: ['Ours', 'All'], filters: [{}, { priority: ['P1'] }] } })
})

test('the routes: create, read, change by revision, delete', async () => {
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await request(api, { method, path, body, headers, key: acme.adminKey })
    return { status: response.status, headers: response.headers, body: response.status === 204 ? null : await response.json() }
  }
  const created = await call('POST', '/api/views', { name: 'Errors', is_shared: true, filters: { source: ['sentry'] } })
  expect([created.status, created.headers.get('etag')]).toEqual([201, '"1"'])
  const path = created.headers.get('location') ?? ''
  expect((await call('GET', path)).body).toEqual(created.body)
  expect((await call('PATCH', path, { position: 3 }, { 'if-match': '"9"' })).body.code).toBe('stale_revision')
  expect((await call('PATCH', path, { position: 3 }, { 'if-match': '"1"' })).body).toMatchObject({ position: 3, revision: 2 })
  expect((await call('PATCH', path, { filters: { colour: 'red' } })).status).toBe(422)
  expect((await call('PATCH', path, { filters: { status: { a: 1 } } })).status).toBe(422)
  expect((await call('POST', '/api/views', { name: ' ' })).status).toBe(422)
  expect((await call('DELETE', path)).status).toBe(204)
  expect((await call('GET', path)).status).toBe(404)
})
