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

interface Status {
  id: string
  name: string
  category: string
  position: number
}
const person = () => api.workspace.person()
const statuses = async (): Promise<Status[]> => (await api.send('GET', '/api/statuses')).body.items
const names = async () => (await statuses()).map((status) => status.name)
const column = async (name: string, category: string): Promise<Status> =>
  (await api.send('POST', '/api/statuses', { name, category })).body
const remove = (id: string, moveTo?: string) => api.send('DELETE', `/api/statuses/${id}${moveTo ? `?move_to=${moveTo}` : ''}`)

test('a new column stands behind its category, and takes any place that it is given', async () => {
  await column('Triage', 'backlog')
  expect((await names()).slice(0, 3)).toEqual(['Backlog', 'Triage', 'Investigating'])
  await api.send('POST', '/api/statuses', { name: 'First', category: 'backlog', position: 0 })
  expect((await names()).slice(0, 2)).toEqual(['First', 'Backlog'])
  expect(await api.send('POST', '/api/statuses', { name: 'first', category: 'done' })).toMatchObject({
    status: 422,
    body: { code: 'name_taken' },
  })
})

test('columns that are moved at the same time keep one order without gaps', async () => {
  const before = await statuses()
  await Promise.all(
    before.map((status, index) => api.send('PATCH', `/api/statuses/${status.id}`, { position: (index * 5) % before.length })),
  )
  const after = await statuses()
  expect(after.map((status) => status.position)).toEqual(after.map((_, index) => index))
  expect(after.map((status) => status.id).toSorted()).toEqual(before.map((status) => status.id).toSorted())
})

test('a renamed and recoloured column keeps its category and its issues', async () => {
  const status = await column('Waiting', 'in_progress')
  const { id } = await createIssue(person(), { title: 'Inside', status: status.id })
  const changed = await api.send('PATCH', `/api/statuses/${status.id}`, { name: 'Blocked', color: 'red' })
  expect(changed).toMatchObject({ status: 200, body: { name: 'Blocked', color: 'red', category: 'in_progress' } })
  expect(await loadIssue(person(), id)).toMatchObject({ status: { name: 'Blocked', category: 'in_progress' } })
})

test('a change that changes nothing is no event', async () => {
  const [status] = await statuses()
  const position = async () => (await api.send('GET', '/api/board')).body.position
  const before = await position()
  await api.send('PATCH', `/api/statuses/${status?.id}`, { name: status?.name, position: 0 })
  expect(await position()).toBe(before)
})

test('a column with issues goes when they are given a place, in their order, an event for each', async () => {
  const status = await column('Icebox', 'backlog')
  const made = []
  for (const title of ['Bottom', 'Middle', 'Top']) made.push(await createIssue(person(), { title, status: status.id }))
  expect(await remove(status.id)).toMatchObject({ status: 409, body: { code: 'status_not_empty', issues: 3 } })
  expect((await remove(status.id, 'in_progress')).status).toBe(204)
  expect(await names()).not.toContain('Icebox')
  const { items } = (await api.send('GET', '/api/issues?status=In%20Progress&sort=rank')).body
  expect(items.slice(0, 3).map((issue: { title: string }) => issue.title)).toEqual(['Top', 'Middle', 'Bottom'])
  const [event] = (await api.send('GET', `/api/issues/${made[0]?.id}/events?limit=1`)).body.items
  expect(event).toMatchObject({ type: 'issue.moved', payload: { cause: { code: 'status_deleted' } } })
})

test('issues that may not be done keep their column: all move, or none', async () => {
  const status = await column('Nearly there', 'in_review')
  const error = await api.errorIssue('700')
  const plain = await createIssue(person(), { title: 'Plain', status: status.id })
  await updateIssue(person(), { id: error, changes: { status: status.id } })
  const { identifier } = await loadIssue(person(), error)
  expect(await remove(status.id, 'done')).toMatchObject({
    status: 409,
    body: { code: 'close_gate', items: [{ issue: identifier, code: 'close_gate' }] },
  })
  expect(await loadIssue(person(), plain.id)).toMatchObject({ status: { id: status.id } })
  expect((await remove(status.id, 'canceled')).status).toBe(204)
})

test('a category keeps its last column', async () => {
  const review = (await statuses()).find((status) => status.category === 'needs_review')
  expect(await remove(review?.id ?? '', 'backlog')).toMatchObject({ status: 409, body: { code: 'last_of_category' } })
  expect(await remove(review?.id ?? '', 'nowhere')).toMatchObject({ status: 409 })
  expect(await remove('sts_unknown')).toMatchObject({ status: 404 })
})

test('an unknown target, or the column itself, is refused', async () => {
  const status = await column('Goes', 'backlog')
  expect(await remove(status.id, 'nowhere')).toMatchObject({ status: 422, body: { errors: [{ path: 'move_to' }] } })
  expect(await remove(status.id, status.id)).toMatchObject({ status: 422 })
})

test.each([1, 2, 3, 4, 5])('issues that enter a column while it goes are not lost, meeting %i', async (meeting) => {
  const status = await column(`Vanishing ${meeting}`, 'backlog')
  const results = await Promise.all([
    ...Array.from({ length: 8 }, (_, index) => api.send('POST', '/api/issues', { title: `In ${index}`, status: status.id })),
    remove(status.id, 'backlog'),
  ])
  const unexpected = results.filter(({ status: code }) => ![201, 204, 409, 422].includes(code))
  expect(unexpected).toEqual([])
  const created = results.flatMap(({ status: code, body }) => (code === 201 ? [body.id as string] : []))
  for (const id of created) expect((await loadIssue(person(), id)).status.category).toBe('backlog')
})

test('500 random moves at the same time leave one order without two equal keys', async () => {
  const ids: string[] = []
  for (let index = 0; index < 30; index++)
    ids.push((await createIssue(person(), { title: `Card ${index}`, status: 'needs_review' })).id)
  const pick = (index: number, factor: number) => ids[(index * factor + 7) % ids.length] ?? ''
  const move = (index: number) => {
    const [id, other] = [pick(index, 11), pick(index, 17)]
    const rank = index % 2 === 0 ? { before: other } : { after: other }
    return updateIssue(person(), { id, changes: { rank } }).catch((error: { status?: number }) => expect(error.status).toBe(422))
  }
  // More lanes than the pool has connections; all at once, the last would wait for one longer than the driver allows.
  const lanes = Array.from({ length: 25 }, async (_, lane) => {
    for (let step = 0; step < 20; step++) await move(lane * 20 + step)
  })
  await Promise.all(lanes)
  const rows = await api.runtime.database.kysely.selectFrom('dispatch_issue').select('rank').where('id', 'in', ids).execute()
  expect(new Set(rows.map((row) => row.rank)).size).toBe(ids.length)
}, 120_000)

test('keys stay short however often issues are put at the same place', async () => {
  const anchor = await createIssue(person(), { title: 'Anchor', status: 'investigating' })
  const cards: string[] = []
  for (let index = 0; index < 3; index++)
    cards.push((await createIssue(person(), { title: `Card ${index}`, status: 'investigating' })).id)
  for (let index = 0; index < 450; index++)
    await updateIssue(person(), { id: cards[index % 3] ?? '', changes: { rank: { after: anchor.id } } })
  const rows = await api.runtime.database.kysely
    .selectFrom('dispatch_issue')
    .select(['id', 'rank'])
    .where('id', 'in', [anchor.id, ...cards])
    .orderBy('rank')
    .execute()
  expect(rows.map((row) => row.id)).toEqual([anchor.id, cards[2], cards[1], cards[0]])
  expect(Math.max(...rows.map((row) => row.rank.length))).toBeLessThanOrEqual(64)
}, 120_000)
