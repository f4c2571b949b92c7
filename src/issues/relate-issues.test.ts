import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TrackerApi, trackerApi } from '#test/tracker-api.ts'
import { createIssue } from './create-issue.ts'
import { deleteIssue } from './delete-issue.ts'
import { loadIssue } from './load-issue.ts'
import { relateIssues } from './relate-issues.ts'
import { updateIssue } from './update-issue.ts'

let api: TrackerApi
beforeAll(async () => {
  api = await trackerApi()
})
afterAll(() => api.close())

const person = () => api.workspace.person()
const make = async (title: string, parent?: string) => createIssue(person(), { title, ...(parent && { parent }) })
const relate = (from: string, kind: string, issue: string) => api.send('POST', `/api/issues/${from}/relations`, { kind, issue })
const relationsOf = async (id: string) =>
  (await loadIssue(person(), id)).relations.map(({ kind, issue }) => `${kind} ${issue.title}`)
const reached = <T>(results: PromiseSettledResult<T>[]) => results.filter(({ status }) => status === 'fulfilled').length

test('a relation is seen from both sides, in lists, on the issue, and in both timelines', async () => {
  const [a, b] = [await make('A'), await make('B')]
  const made = await relate(a.identifier, 'blocks', b.identifier)
  expect(made).toMatchObject({ status: 201, body: { kind: 'blocks', issue: { identifier: b.identifier } } })
  expect((await relate(b.id, 'blocked_by', a.id)).status).toBe(200)
  expect(await relationsOf(a.id)).toEqual(['blocks B'])
  expect(await relationsOf(b.id)).toEqual(['blocked_by A'])
  expect((await api.send('GET', `/api/issues/${b.id}/relations`)).body).toMatchObject({
    items: [{ kind: 'blocked_by', issue: { title: 'A', status: { category: 'backlog' } } }],
    next_cursor: null,
  })
  for (const issue of [a, b]) {
    const { items } = (await api.send('GET', `/api/issues/${issue.id}/events?type=relation.*`)).body
    expect(items).toMatchObject([{ type: 'relation.added' }])
  }
  expect((await api.send('DELETE', `/api/issues/${a.id}/relations/blocks:${b.identifier}`)).status).toBe(204)
  expect((await api.send('DELETE', `/api/issues/${a.id}/relations/${made.body.id}`)).status).toBe(404)
  expect([await relationsOf(a.id), await relationsOf(b.id)]).toEqual([[], []])
})

test('a blocked issue says what it waits for, until that is closed', async () => {
  const [first, second, blocked] = [await make('First'), await make('Second'), await make('Blocked')]
  await relate(first.id, 'blocks', blocked.id)
  await relate(second.id, 'blocks', blocked.id)
  const waiting = async () => (await loadIssue(person(), blocked.id)).waiting_on
  expect(await waiting()).toMatchObject({ who: 'issue', code: 'blocked_by', text: `blocked by ${first.identifier} and 1 more` })
  await updateIssue(person(), { id: first.id, changes: { status: 'done' } })
  expect(await waiting()).toMatchObject({ text: `blocked by ${second.identifier}` })
  const [told] = (await api.send('GET', `/api/issues/${blocked.id}/events?limit=1`)).body.items
  expect(told).toMatchObject({ type: 'relation.updated', payload: { is_open: false, issue: { identifier: first.identifier } } })
  await deleteIssue(person(), second.id)
  expect(await waiting()).toMatchObject({ code: 'start' })
})

test('circles, oneself, unknown and foreign issues are refused', async () => {
  const [a, b, c] = [await make('A'), await make('B'), await make('C')]
  await relate(a.id, 'blocks', b.id)
  await relate(b.id, 'blocks', c.id)
  expect(await relate(c.id, 'blocks', a.id)).toMatchObject({ status: 422, body: { code: 'circle' } })
  expect(await relate(a.id, 'blocked_by', c.id)).toMatchObject({ status: 422 })
  expect(await relate(a.id, 'related', a.id)).toMatchObject({ status: 422 })
  expect(await relate(a.id, 'blocks', 'NOPE-1')).toMatchObject({ status: 422 })
  const other = await api.other()
  const foreign = await createIssue(other.person(), { title: 'Foreign' })
  expect(await relate(a.id, 'related', foreign.id)).toMatchObject({ status: 422 })
  const asOther = { key: other.adminKey }
  expect((await api.send('GET', `/api/issues/${a.id}/relations`, undefined, asOther)).status).toBe(404)
  expect((await api.send('POST', `/api/issues/${a.id}/relations`, { kind: 'blocks', issue: foreign.id }, asOther)).status).toBe(
    404,
  )
})

test('of relations that close a circle together one is refused, however they race', async () => {
  for (let round = 0; round < 5; round++) {
    const [a, b, c] = [await make('A'), await make('B'), await make('C')]
    const pairs = [
      [a, b],
      [b, c],
      [c, a],
    ] as const
    const results = await Promise.allSettled(
      pairs.map(([from, to]) => relateIssues(person(), { issueId: from.id, kind: 'blocks', other: to.id })),
    )
    expect(reached(results)).toBe(2)
  }
})

test('of two parents that put each other below themselves one is refused, however they race', async () => {
  for (let round = 0; round < 5; round++) {
    const [a, b, c] = [await make('A'), await make('B'), await make('C')]
    const pairs = [
      [a, b],
      [b, c],
      [c, a],
    ] as const
    const results = await Promise.allSettled(
      pairs.map(([child, parent]) => updateIssue(person(), { id: child.id, changes: { parent: parent.id } })),
    )
    expect(reached(results)).toBe(2)
  }
})

test('the database itself refuses circles and too many levels', async () => {
  const db = api.runtime.database.kysely
  const [a, b] = [await make('A'), await make('B')]
  await updateIssue(person(), { id: b.id, changes: { parent: a.id } })
  await expect(db.updateTable('dispatch_issue').set({ parent_id: b.id }).where('id', '=', a.id).execute()).rejects.toMatchObject({
    constraint: 'dispatch_issue_parent_circle',
  })
  await relate(a.id, 'blocks', b.id)
  const row = {
    id: 'rel_x',
    workspace_id: api.workspace.id,
    issue_id: b.id,
    related_id: a.id,
    kind: 'blocks',
    created_at: new Date(),
  } as const
  await expect(db.insertInto('dispatch_issue_relation').values(row).execute()).rejects.toMatchObject({
    constraint: 'dispatch_relation_circle',
  })
})

test('issues nest eight levels deep, and a whole branch counts when it moves', async () => {
  let last = await make('Level 1')
  for (let level = 2; level <= 8; level++) last = await make(`Level ${level}`, last.id)
  const tooDeep = await api.send('POST', '/api/issues', { title: 'Level 9', parent: last.identifier })
  expect(tooDeep).toMatchObject({ status: 422, body: { errors: [{ path: 'parent' }] } })
  const branch = await make('Branch')
  await make('Twig', branch.id)
  const seventh = (await loadIssue(person(), last.id)).parent?.id ?? ''
  expect((await api.send('PATCH', `/api/issues/${branch.id}`, { parent: seventh })).status).toBe(422)
})

test('a parent counts what is below it, lists it, and lets go of it when it is deleted', async () => {
  const parent = await make('Parent')
  const [one, two, three] = [await make('One', parent.id), await make('Two', parent.id), await make('Three', parent.id)]
  await updateIssue(person(), { id: one.id, changes: { status: 'done' } })
  await updateIssue(person(), { id: two.id, changes: { status: 'canceled' } })
  expect((await loadIssue(person(), parent.id)).sub_issues).toEqual({ total: 2, done: 1 })
  const below = (await api.send('GET', `/api/issues?parent=${parent.identifier}&sort=created`)).body
  expect(below.items.map((issue: { title: string }) => issue.title)).toEqual(['One', 'Two', 'Three'])
  const other = await make('Other parent')
  await updateIssue(person(), { id: three.id, changes: { parent: other.id } })
  expect((await loadIssue(person(), parent.id)).sub_issues).toEqual({ total: 1, done: 1 })
  await deleteIssue(person(), parent.id)
  expect((await loadIssue(person(), one.id)).parent).toBeNull()
  expect((await api.send('GET', `/api/issues?parent=${parent.id}`)).body.items).toEqual([])
})

test('a duplicate of an error is canceled, and its links and the gate pass to the original, and come back', async () => {
  const error = await api.errorIssue('900')
  const original = await make('The same by hand')
  expect((await relate(error, 'duplicate_of', original.id)).status).toBe(201)
  expect(await loadIssue(person(), error)).toMatchObject({
    status: { category: 'canceled' },
    is_error_sourced: false,
    relations: [{ kind: 'duplicate_of' }],
  })
  expect(await loadIssue(person(), original.id)).toMatchObject({
    is_error_sourced: true,
    external_issues: [{ external_id: '900' }],
    relations: [{ kind: 'duplicated_by' }],
  })
  const done = { status: 'done' }
  const key = { key: await api.workspace.apiKey('write') }
  expect(await api.send('PATCH', `/api/issues/${original.id}`, done, key)).toMatchObject({
    status: 409,
    body: { code: 'close_gate' },
  })
  expect(await relate(error, 'duplicate_of', (await make('Another')).id)).toMatchObject({
    status: 409,
    body: { code: 'already_duplicate' },
  })
  await updateIssue(person(), { id: error, changes: { status: 'done' } })
  expect((await api.send('DELETE', `/api/issues/${error}/relations/duplicate_of:${original.identifier}`)).status).toBe(204)
  expect(await loadIssue(person(), original.id)).toMatchObject({ is_error_sourced: false })
  // It was closed without a verdict while the error was the other's: it says so.
  expect(await loadIssue(person(), error)).toMatchObject({
    is_error_sourced: true,
    needs_attention: expect.stringContaining('error'),
  })
})

test('the links of a duplicate of a duplicate go to the one that is none', async () => {
  const error = await api.errorIssue('901')
  const [middle, root] = [await make('Middle'), await make('Root')]
  await relate(middle.id, 'duplicate_of', root.id)
  await relate(error, 'duplicate_of', middle.id)
  expect((await loadIssue(person(), root.id)).is_error_sourced).toBe(true)
  expect(await relate(root.id, 'duplicate_of', error)).toMatchObject({ status: 422, body: { code: 'circle' } })
})

test('a link that comes back and is to no error takes nobody’s word away', async () => {
  const [duplicate, original] = [await make('Reported on GitHub'), await make('The same')]
  await api.send('POST', `/api/issues/${duplicate.id}/links`, { url: 'https://github.com/acme/shop/issues/77' })
  await relate(duplicate.id, 'duplicate_of', original.id)
  await updateIssue(person(), { id: duplicate.id, changes: { status: 'done', close_reason: 'Answered there' } })
  await api.send('DELETE', `/api/issues/${duplicate.id}/relations/duplicate_of:${original.identifier}`)
  expect(await loadIssue(person(), duplicate.id)).toMatchObject({
    external_issues: [{ source: 'github' }],
    close_reason: 'Answered there',
    needs_attention: null,
  })
})

test('whoever deletes the original frees no error of its duplicates: they have their links and the gate again', async () => {
  const [error, below] = [await api.errorIssue('902'), await api.errorIssue('903')]
  const original = await make('Soon gone')
  await relate(error, 'duplicate_of', original.id)
  await relate(below, 'duplicate_of', error)
  const writer = { key: await api.workspace.apiKey('write') }
  expect((await api.send('DELETE', `/api/issues/${original.id}`, undefined, writer)).status).toBe(204)
  const { external_issues } = await loadIssue(person(), error)
  expect(external_issues.map(({ external_id }) => external_id).sort()).toEqual(['902', '903'])
  expect(await api.send('PATCH', `/api/issues/${error}`, { status: 'done' }, writer)).toMatchObject({
    status: 409,
    body: { code: 'close_gate' },
  })
  expect((await api.send('DELETE', `/api/issues/${below}/relations/duplicate_of:${error}`)).status).toBe(204)
  expect((await loadIssue(person(), below)).external_issues).toMatchObject([{ external_id: '903' }])
})

test('a deleted issue vanishes from the relations of the others', async () => {
  const [a, b] = [await make('A'), await make('B')]
  await relate(a.id, 'related', b.id)
  expect((await relate(b.id, 'related', a.id)).status).toBe(200)
  await deleteIssue(person(), a.id)
  expect(await relationsOf(b.id)).toEqual([])
  const [told] = (await api.send('GET', `/api/issues/${b.id}/events?limit=1`)).body.items
  expect(told).toMatchObject({ type: 'relation.removed' })
})
