import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TrackerApi, trackerApi } from '#test/tracker-api.ts'
import { createIssue } from './create-issue.ts'
import { updateIssue } from './update-issue.ts'

let api: TrackerApi
beforeAll(async () => {
  api = await trackerApi()
  await createIssue(person(), { title: 'To be or not to be', priority: 'P1', labels: ['Bug'] })
  await createIssue(person(), {
    title: 'Cart total is wrong',
    description: 'It is what it is.',
    priority: 'P4',
    assignee: api.workspace.userId,
  })
  await createIssue(person(), { title: '注文が保存されない', priority: 'P2', status: 'in_progress' })
  const parent = await createIssue(person(), { title: 'Checkout', priority: 'P2' })
  await createIssue(person(), { title: 'Payment step', parent: parent.id, status: 'in_progress' })
})
afterAll(() => api.close())

const person = () => api.workspace.person()
const titles = async (query: string, path = '/api/issues') =>
  (await api.send('GET', `${path}?${query}`)).body.items.map((issue: { title: string }) => issue.title)

test.each([
  ['assignee=none&priority=P1', ['To be or not to be']],
  ['parent=none&status=in_progress', ['注文が保存されない']],
  ['parent=TEST', []],
  ['q=%22to%20be%22', ['To be or not to be']],
  ['q=%22it%20is%22', ['Cart total is wrong']],
  ['q=%E4%BF%9D%E5%AD%98', ['注文が保存されない']],
  ['q=%25', []],
  ['category=in_progress&sort=created', ['注文が保存されない', 'Payment step']],
  ['label=bug&label=feature', ['To be or not to be']],
])('%s', async (query, expected) => {
  expect(await titles(query)).toEqual(expected)
})

test('me is the person who asks, and nobody for a key', async () => {
  const { listIssues } = await import('./list-issues.ts')
  const { listIssuesQuery } = await import('./schemas.ts')
  const page = await listIssues(person(), listIssuesQuery.parse({ assignee: 'me' }))
  expect(page.items.map((issue) => issue.title)).toEqual(['Cart total is wrong'])
  expect(await titles('assignee=me')).toEqual([])
})

test.each(['-updated', 'updated', '-created', 'created', 'rank', '-rank', 'priority', '-priority'])(
  'pages in the order %s show everything once, and backwards is backwards',
  async (sort) => {
    const seen: string[] = []
    for (let cursor = ''; ; ) {
      const page = (await api.send('GET', `/api/issues?limit=2&sort=${sort}${cursor && `&cursor=${cursor}`}`)).body
      seen.push(...page.items.map((issue: { title: string }) => issue.title))
      if (page.next_cursor === null) break
      cursor = page.next_cursor
    }
    expect(new Set(seen).size).toBe(5)
    const opposite = sort.startsWith('-') ? sort.slice(1) : `-${sort}`
    expect((await titles(`sort=${opposite}`)).toReversed()).toEqual(seen)
  },
)

test('cursors of other lists, other orders, and garbage are refused, never a failure', async () => {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const cursors = [
    'x',
    encode(null),
    encode([]),
    encode([1, 2]),
    encode(['-updated', 'not a time', 'iss_1']),
    encode(['-updated', '0000-01-01T00:00:00.000Z', 'iss_1']),
    encode(['-updated', '+099999-01-01T00:00:00.000Z', 'iss_1']),
    encode(['rank', 'a0', 'iss_1']),
    encode([9e18]),
    encode(['a\u0000b', 'c']),
  ]
  const lists = ['/api/issues', '/api/statuses', '/api/labels', '/api/agents', '/api/board']
  const { id } = await createIssue(person(), { title: 'Lists' })
  const below = ['comments', 'history', 'events', 'links', 'relations'].map((name) => `/api/issues/${id}/${name}`)
  for (const list of [...lists, ...below]) {
    for (const cursor of cursors) {
      const { status } = await api.send('GET', `${list}?cursor=${cursor}`)
      expect([200, 422], `${list} ${cursor}`).toContain(status)
    }
    for (const limit of ['0', '201', '-1', 'x', '1.5'])
      expect((await api.send('GET', `${list}?limit=${limit}`)).status, `${list} ${limit}`).toBe(422)
    expect((await api.send('GET', `${list}?cursor=x`)).status).toBe(422)
  }
  expect((await api.send('GET', '/api/issues?updated_since=0000-01-01T00:00:00Z')).status).toBe(422)
})

test('lists of choices page, too', async () => {
  for (const list of ['/api/statuses', '/api/labels']) {
    const whole = (await api.send('GET', list)).body
    expect(whole.next_cursor).toBeNull()
    const seen: string[] = []
    for (let cursor = ''; ; ) {
      const page = (await api.send('GET', `${list}?limit=3${cursor && `&cursor=${cursor}`}`)).body
      seen.push(...page.items.map((item: { id: string }) => item.id))
      if (page.next_cursor === null) break
      cursor = page.next_cursor
    }
    expect(seen).toEqual(whole.items.map((item: { id: string }) => item.id))
  }
})

test('the board takes the same filters, and counts what they leave', async () => {
  const { columns } = (await api.send('GET', '/api/board?priority=P1&priority=P2&limit=1')).body
  const counts = columns.map((column: { count: number }) => column.count)
  expect(counts.reduce((sum: number, count: number) => sum + count)).toBe(3)
  const backlog = (await api.send('GET', '/api/board?status=Backlog&q=%22to%20be%22')).body.columns
  expect(backlog).toMatchObject([{ count: 1, items: [{ title: 'To be or not to be' }], next_cursor: null }])
  const first = (await api.send('GET', '/api/board?category=backlog&limit=2')).body.columns[0]
  const second = (await api.send('GET', `/api/board?category=backlog&limit=2&cursor=${first.next_cursor}`)).body.columns[0]
  expect(second.items.map((card: { id: string }) => card.id)).not.toContain(first.items[0].id)
  expect((await api.send('GET', `/api/board?cursor=${first.next_cursor}`)).status).toBe(422)
  expect((await api.send('GET', '/api/board?status=Nowhere')).status).toBe(404)
})

test('an absent field stays, null clears', async () => {
  const { id } = await createIssue(person(), {
    title: 'Nulls',
    description: 'Words',
    assignee: api.workspace.userId,
    labels: ['Bug'],
  })
  await updateIssue(person(), { id, changes: { assignee: null } })
  expect((await api.send('PATCH', `/api/issues/${id}`, { description: null, labels: null })).body).toMatchObject({
    title: 'Nulls',
    description: '',
    assignee: null,
    labels: [],
  })
})

test('an empty list of wanted values is no filter', async () => {
  const { listIssues } = await import('./list-issues.ts')
  const { listIssuesQuery } = await import('./schemas.ts')
  const all = await listIssues(person(), listIssuesQuery.parse({}))
  const page = await listIssues(
    person(),
    listIssuesQuery.parse({ source: [], priority: [], status: [], label: [], assignee: [] }),
  )
  expect(page.items.length).toBeGreaterThan(0)
  expect(page.items.map(({ id }) => id)).toEqual(all.items.map(({ id }) => id))
})
