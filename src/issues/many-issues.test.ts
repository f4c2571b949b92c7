import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TrackerApi, trackerApi } from '#test/tracker-api.ts'
import { createIssue } from './create-issue.ts'
import { loadIssue } from './load-issue.ts'
import { updateIssue } from './update-issue.ts'

let api: TrackerApi
beforeAll(async () => {
  api = await trackerApi()
})
afterAll(() => api.close())

const person = () => api.workspace.person()
const make = (title: string) => createIssue(person(), { title, labels: ['Bug'] })
const bulk = (body: object, caller?: { key?: string }) => api.send('PATCH', '/api/issues', body, caller)
const eventsOf = async (id: string) => (await api.send('GET', `/api/issues/${id}/events`)).body.items.length

test('many issues are changed in the same way, with an answer and an event for each', async () => {
  const [a, b, c] = [await make('A'), await make('B'), await make('C')]
  await updateIssue(person(), { id: b.id, changes: { priority: 'P1', add_labels: ['Feature'] } })
  const answer = await bulk({ ids: [c.identifier, a.id, b.id], changes: { priority: 'P1', add_labels: ['feature'] } })
  expect(answer).toMatchObject({
    status: 200,
    body: {
      items: [
        { id: c.identifier, issue: c.identifier, result: 'changed', revision: 2 },
        { id: a.id, issue: a.identifier, result: 'changed' },
        { id: b.id, result: 'unchanged', revision: 2 },
      ],
    },
  })
  expect((await loadIssue(person(), a.id)).labels.map((label) => label.name)).toEqual(['Bug', 'Feature'])
  expect([await eventsOf(a.id), await eventsOf(b.id)]).toEqual([2, 2])
})

test('one refusal changes nothing, and every issue has its answer', async () => {
  const [a, b] = [await make('A'), await make('B')]
  const error = await api.errorIssue('500')
  const ids = [a.id, 'NOPE-7', error, b.id]
  const answer = await bulk({ ids, changes: { status: 'done' }, revisions: { [b.id]: 9 } })
  expect(answer).toMatchObject({
    status: 409,
    body: {
      code: 'bulk_refused',
      items: [
        { id: a.id, result: 'not_tried', code: null },
        { id: 'NOPE-7', issue: null, result: 'refused', code: 'not_found' },
        { id: error, result: 'refused', code: 'close_gate' },
        { id: b.id, result: 'refused', code: 'stale_revision' },
      ],
    },
  })
  expect((await loadIssue(person(), a.id)).status.category).toBe('backlog')
  expect(await eventsOf(a.id)).toBe(1)
})

test('twice the same issue, too many, none, or a place in a column is refused', async () => {
  const a = await make('A')
  const changes = { priority: 'P2' }
  expect(await bulk({ ids: [a.id, a.identifier], changes })).toMatchObject({ status: 422, body: { errors: [{ path: 'ids.1' }] } })
  expect((await bulk({ ids: [], changes })).status).toBe(422)
  expect((await bulk({ ids: Array.from({ length: 201 }, () => a.id), changes })).status).toBe(422)
  expect((await bulk({ ids: [a.id], changes: {} })).status).toBe(422)
  expect((await bulk({ ids: [a.id], changes: { rank: { before: a.id } } })).status).toBe(422)
  expect((await bulk({ ids: [a.id], changes }, { key: await api.workspace.apiKey('read') })).status).toBe(403)
})

test('two hundred issues change at once, also when two such changes cross each other', async () => {
  const ids = (await Promise.all(Array.from({ length: 200 }, (_, index) => make(`Many ${index}`)))).map(({ id }) => id)
  const answers = await Promise.all([
    bulk({ ids, changes: { status: 'in_progress' } }),
    bulk({ ids: ids.toReversed(), changes: { priority: 'P4' } }),
  ])
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  expect(await loadIssue(person(), ids[0] ?? '')).toMatchObject({ priority: 'P4', status: { category: 'in_progress' } })
}, 60_000)

test('a parent above itself is refused in bulk, too', async () => {
  const parent = await make('Parent')
  const child = await createIssue(person(), { title: 'Child', parent: parent.id })
  const answer = await bulk({ ids: [child.id, parent.id], changes: { parent: child.id } })
  expect(answer.status).toBe(409)
  expect((await bulk({ ids: [child.id], changes: { parent: null } })).status).toBe(200)
  expect((await loadIssue(person(), child.id)).parent).toBeNull()
})
