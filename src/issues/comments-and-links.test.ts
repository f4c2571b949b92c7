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
const make = () => createIssue(person(), { title: 'An issue' })

test('a comment is edited and deleted by its author or an admin; what it said is for the audit only', async () => {
  const { id } = await make()
  const author = { key: await api.workspace.apiKey('write') }
  const stranger = { key: await api.workspace.apiKey('write') }
  const comment = (await api.send('POST', `/api/issues/${id}/comments`, { body: 'A secrte' }, author)).body.id
  const path = `/api/issues/${id}/comments/${comment}`
  expect(await api.send('PATCH', path, { body: 'Mine now' }, stranger)).toMatchObject({
    status: 403,
    body: { code: 'not_author' },
  })
  expect((await api.send('DELETE', path, undefined, stranger)).status).toBe(403)
  expect(await api.send('PATCH', path, { body: 'A word' }, author)).toMatchObject({
    status: 200,
    body: { body: 'A word', edited_at: expect.any(String) },
  })
  expect((await api.send('DELETE', path)).status).toBe(204)
  expect((await api.send('GET', `/api/issues/${id}/comments`)).body.items).toEqual([])
  expect((await api.send('PATCH', path, { body: 'Again' }, author)).status).toBe(404)
  const events = (await api.send('GET', `/api/issues/${id}/events?type=comment.updated&type=comment.deleted`)).body.items
  expect(events.map((event: { type: string }) => event.type)).toEqual(['comment.deleted', 'comment.updated'])
  const whole = JSON.stringify((await api.send('GET', `/api/issues/${id}/events`)).body.items)
  expect(whole).toContain('comment.added')
  expect(whole).not.toMatch(/A secrte|A word/)
  expect((await api.send('GET', `${path}/versions`, undefined, author)).status).toBe(403)
  expect((await api.send('GET', `${path}/versions`)).body.items).toMatchObject([
    { version: 1, body: 'A secrte' },
    { version: 2, body: 'A word', replaced_by: { type: 'key' } },
  ])
})

test('an emoji where the excerpt of a comment ends costs nobody the comment', async () => {
  const { id } = await make()
  const body = `${'x'.repeat(199)}😀 and more`
  const comment = await api.send('POST', `/api/issues/${id}/comments`, { body })
  expect(comment.status).toBe(201)
  const edited = await api.send('PATCH', `/api/issues/${id}/comments/${comment.body.id}`, { body: `${body} again` })
  expect(edited.status).toBe(200)
})

test('a run edits its own comments only', async () => {
  const { id } = await make()
  const run = api.workspace.run('run_a', id)
  const { addComment } = await import('./add-comment.ts')
  const { editComment } = await import('./change-comment.ts')
  const own = await addComment(run, { issueId: id, body: 'Working' })
  const others = await addComment(person(), { issueId: id, body: 'Do it well' })
  await editComment(run, { issueId: id, commentId: own.id, body: 'Worked' })
  await expect(editComment(run, { issueId: id, commentId: others.id, body: 'No' })).rejects.toMatchObject({ code: 'not_author' })
})

test('the whole history pages, by type and family', async () => {
  const { id } = await make()
  for (let index = 0; index < 7; index++) await updateIssue(person(), { id, changes: { title: `Title ${index}` } })
  await updateIssue(person(), { id, changes: { status: 'done' } })
  const seen: number[] = []
  for (let cursor = ''; ; ) {
    const page = (await api.send('GET', `/api/issues/${id}/events?limit=2${cursor && `&cursor=${cursor}`}`)).body
    seen.push(...page.items.map((event: { seq: number }) => event.seq))
    if (page.next_cursor === null) break
    cursor = page.next_cursor
  }
  expect(seen).toHaveLength(9)
  expect(seen.toSorted((a, b) => b - a)).toEqual(seen)
  const types = async (query: string) =>
    (await api.send('GET', `/api/issues/${id}/${query}`)).body.items.map((event: { type: string }) => event.type)
  expect(await types('events?type=issue.moved')).toEqual(['issue.moved'])
  expect(await types('events?type=run.*&type=issue.created')).toEqual(['issue.created'])
  expect(await types('history')).toEqual(['issue.moved', 'issue.created'])
  expect((await api.send('GET', `/api/issues/${id}/events?type=DROP`)).status).toBe(422)
})

test('an address becomes a link, once, and an error behind it holds the gate', async () => {
  const { id, identifier } = await make()
  const path = `/api/issues/${id}/links`
  const url = 'https://acme.sentry.io/issues/5551/?referrer=mail'
  const made = await api.send('POST', path, { url, title: 'Cart fails' })
  expect(made).toMatchObject({
    status: 201,
    body: { source: 'sentry', external_id: '5551', url: 'https://acme.sentry.io/issues/5551/', is_error_source: true },
  })
  expect((await api.send('POST', path, { url })).status).toBe(200)
  const other = await make()
  expect(await api.send('POST', `/api/issues/${other.id}/links`, { url })).toMatchObject({
    status: 409,
    body: { code: 'linked_elsewhere', issue: identifier },
  })
  expect(await api.send('POST', path, { url: 'https://example.com/1' })).toMatchObject({
    status: 422,
    body: { code: 'unknown_link' },
  })
  expect((await api.send('POST', path, { url: 'https://github.com/acme/shop/issues/3' })).status).toBe(201)
  expect((await api.send('GET', path)).body.items.map((link: { source: string }) => link.source)).toEqual(['sentry', 'github'])
  const writer = { key: await api.workspace.apiKey('write') }
  expect(await api.send('DELETE', `${path}/${made.body.id}`, undefined, writer)).toMatchObject({
    status: 409,
    body: { code: 'close_gate' },
  })
  expect((await api.send('DELETE', `${path}/${made.body.id}`)).status).toBe(204)
  expect(await loadIssue(person(), id)).toMatchObject({ is_error_sourced: false, external_issues: [{ source: 'github' }] })
})

test('an error that is linked to a done issue calls for a person, and only a word or a reopening quiets it', async () => {
  const { id } = await make()
  const writer = { key: await api.workspace.apiKey('write') }
  const change = (body: object, caller?: { key: string }) => api.send('PATCH', `/api/issues/${id}`, body, caller)
  await change({ status: 'done', close_reason: 'Looks good to me' }, writer)
  await api.send('POST', `/api/issues/${id}/links`, { url: 'https://sentry.io/organizations/acme/issues/5552/' })
  expect(await loadIssue(person(), id)).toMatchObject({
    status: { category: 'done' },
    close_reason: null,
    needs_attention: expect.stringContaining('error'),
  })
  expect(await change({ needs_attention: null })).toMatchObject({ status: 409, body: { reason: 'reason_missing' } })
  expect(await change({ needs_attention: null, close_reason: 'Trust me' }, writer)).toMatchObject({
    status: 409,
    body: { reason: 'verdict_missing' },
  })
  expect(await change({ close_reason: 'Old noise of the test environment' })).toMatchObject({
    status: 200,
    body: { needs_attention: null, close_reason: 'Old noise of the test environment' },
  })
  expect((await change({ close_reason: 'Changed by a program' }, writer)).status).toBe(409)
})

test('labels of an issue are added and taken off by id or name', async () => {
  const { id } = await make()
  const path = `/api/issues/${id}/labels`
  const named = (answer: { body: { items: { name: string }[] } }) => answer.body.items.map((label) => label.name)
  expect(named(await api.send('POST', path, { labels: ['bug', 'Feature'] }))).toEqual(['Bug', 'Feature'])
  expect(await api.send('POST', path, { labels: ['Nope'] })).toMatchObject({ status: 422 })
  expect((await api.send('DELETE', `${path}/BUG`)).status).toBe(204)
  expect(named(await api.send('GET', path))).toEqual(['Feature'])
})
