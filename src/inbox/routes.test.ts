import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { insertUser } from '#src/access/store/users.ts'
import { addComment } from '#src/issues/add-comment.ts'
import { updateIssue } from '#src/issues/update-issue.ts'
import type { Ctx } from '#src/platform/context.ts'
import { type App, createApi } from '#src/platform/http/app.ts'
import { newId } from '#src/platform/ids.ts'
import { approvePlan } from '#src/runs/approve-plan.ts'
import { submitPlan } from '#src/runs/submit-plan.ts'
import { anIssue, type RunsKit, runsKit, type Shop, shop } from '#test/runs/runs-runtime.ts'
import { request } from '#test/runtime.ts'
import { changeNotice } from './change-notice.ts'
import { followEvents } from './follow-events.ts'
import { inboxSweeps } from './jobs.ts'
import { changePreferences, readPreferences } from './preferences.ts'
import { readAllNotices } from './read-all.ts'
import { countInbox, readInbox, readNotice } from './read-inbox.ts'
import { inboxRoutes } from './routes.ts'
import { inboxQuery, noticeChangeSchema } from './schemas.ts'

let kit: RunsKit
let api: App
let acme: Shop
beforeAll(async () => {
  kit = await runsKit()
  api = createApi(kit.runtime, [inboxRoutes()])
})
beforeEach(async () => {
  acme = await shop(kit)
})
afterAll(() => kit.runtime.close())
const db = () => kit.runtime.database.kysely

async function aPlan(issue?: string) {
  const id = issue ?? (await anIssue(acme))
  kit.runtime.advance(60)
  return {
    issue: id,
    plan: await submitPlan(acme.person(), { issue: id, content: `Plan of ${kit.runtime.clock.now().toISOString()}` }),
  }
}

const follow = () => followEvents(kit.runtime, acme.id)
const inbox = (query: Record<string, unknown> = {}, ctx: Ctx = acme.person()) => readInbox(ctx, inboxQuery.parse(query))
const kinds = async (query: Record<string, unknown> = {}, ctx?: Ctx) =>
  (await inbox(query, ctx)).items.map((notice) => notice.kind)
const change = (id: string, body: unknown, ctx = acme.person()) => changeNotice(ctx, id, noticeChangeSchema.parse(body))

async function anotherPerson(name: string): Promise<Ctx> {
  const id = newId('usr')
  await insertUser(db(), { id, display_name: name }, kit.runtime.clock.now())
  return { ...acme.person(), actor: { type: 'person', id, name } }
}

async function theNotice() {
  await follow()
  const [notice] = (await inbox()).items
  if (!notice) throw new Error('the inbox is empty')
  return notice
}

test('a plan waits in the inbox until somebody decides about it, then it is done for everyone', async () => {
  const { issue, plan } = await aPlan()
  const notice = await theNotice()
  expect(notice).toMatchObject({
    kind: 'plan_review',
    text: 'Plan version 1 waits for your review',
    subject_id: plan.id,
    is_personal: false,
    is_unread: true,
    issue: { id: issue, waiting_on: { code: 'plan_review' } },
  })
  expect(await countInbox(acme.person())).toEqual({ open: 1, unread: 1, by_kind: { plan_review: 1 } })
  await approvePlan(acme.person(), { issue, contentHash: plan.content_hash, start: false })
  await follow()
  expect(await kinds()).toEqual([])
  expect((await inbox({ state: 'done' })).items).toMatchObject([{ id: notice.id, is_unread: false, done_at: null }])
  await expect(change(notice.id, { done: false })).rejects.toMatchObject({ code: 'notice_settled' })
})

test('a new version of a plan closes the notice of the old one', async () => {
  const { issue } = await aPlan()
  await aPlan(issue)
  await follow()
  expect((await inbox()).items.map((notice) => notice.text)).toEqual(['Plan version 2 waits for your review'])
})

test('what one person does with a notice is theirs alone', async () => {
  await aPlan()
  const { id } = await theNotice()
  const other = await anotherPerson('Ada')
  await change(id, { read: true })
  expect(await countInbox(acme.person())).toMatchObject({ open: 1, unread: 0 })
  expect(await countInbox(other)).toMatchObject({ open: 1, unread: 1 })
  await change(id, { done: true })
  expect([await kinds(), await kinds({ state: 'done' }), await kinds({}, other)]).toEqual([[], ['plan_review'], ['plan_review']])
  await change(id, { done: false, read: false })
  expect(await readNotice(acme.person(), id)).toMatchObject({ done_at: null, is_unread: true })
})

test('a change to what is so already writes nothing', async () => {
  await aPlan()
  const { id } = await theNotice()
  const events = async () =>
    (await db().selectFrom('dispatch_event').select('seq').where('workspace_id', '=', acme.id).execute()).length
  await change(id, { read: true })
  const before = await events()
  await change(id, { read: true })
  await change(id, { snoozed_until: null })
  expect(await events()).toBe(before)
})

test('a notice that is put off comes back unread when its time has come', async () => {
  await aPlan()
  const { id } = await theNotice()
  await change(id, { read: true })
  await change(id, { snoozed_until: new Date(kit.runtime.clock.now().getTime() + 3_600_000).toISOString() })
  expect([await kinds(), await kinds({ state: 'snoozed' })]).toEqual([[], ['plan_review']])
  expect(await countInbox(acme.person())).toMatchObject({ open: 0, unread: 0 })
  kit.runtime.advance(3601)
  expect([await kinds(), await kinds({ state: 'snoozed' })]).toEqual([['plan_review'], []])
  expect(await countInbox(acme.person())).toMatchObject({ open: 1, unread: 1 })
})

test.each([
  ['the past', { snoozed_until: '2020-01-01T00:00:00.000Z' }],
  ['more than a year ahead', { snoozed_until: '2099-01-01T00:00:00.000Z' }],
  ['what is put away', { snoozed_until: '2026-06-01T00:00:00.000Z', done: true }],
])('putting off to %s is refused', async (_, body) => {
  await aPlan()
  const { id } = await theNotice()
  await expect(change(id, body)).rejects.toMatchObject({ status: 422, extra: { errors: [{ path: 'snoozed_until' }] } })
})

test('a mention and an assignment reach the person they name, and nobody else', async () => {
  const issue = await anIssue(acme)
  const ada = await anotherPerson(`Ada of ${acme.prefix}`)
  await addComment(acme.person(), { issueId: issue, body: `@Ada of ${acme.prefix} can you see this?` })
  await updateIssue(acme.person(), { id: issue, changes: { assignee: ada.actor.id } })
  await follow()
  expect((await kinds({}, ada)).sort()).toEqual(['assigned', 'mention'])
  expect(await kinds()).toEqual([])
  const [personal] = (await inbox({ kind: 'mention' }, ada)).items
  expect(personal).toMatchObject({ is_personal: true, text: expect.stringContaining('can you see this?') })
  await expect(readNotice(acme.person(), personal?.id ?? '')).rejects.toMatchObject({ status: 404 })
  await expect(change(personal?.id ?? '', { read: true })).rejects.toMatchObject({ status: 404 })
  await addComment(ada, { issueId: issue, body: 'I can.' })
  await updateIssue(acme.person(), { id: issue, changes: { assignee: null } })
  await follow()
  expect(await kinds({}, ada)).toEqual([])
})

test('strangers whose words come in by a webhook call nobody', async () => {
  const issue = await anIssue(acme)
  await addComment(acme.webhook(), { issueId: issue, body: `@Person of ${acme.prefix}` })
  await follow()
  expect(await kinds()).toEqual([])
})

test('a muted kind is neither listed nor counted, for the one who muted it', async () => {
  await aPlan()
  await follow()
  expect(await changePreferences(acme.person(), ['plan_review', 'mention'])).toMatchObject({ muted: ['plan_review', 'mention'] })
  expect((await readPreferences(acme.person())).muted).toEqual(['plan_review', 'mention'])
  expect([await kinds(), (await countInbox(acme.person())).open]).toEqual([[], 0])
  expect(await kinds({}, await anotherPerson('Bo'))).toEqual(['plan_review'])
})

test('pages follow each other without gaps, and filters narrow them', async () => {
  for (let n = 0; n < 5; n++) await aPlan()
  await follow()
  const seen: string[] = []
  let cursor: string | null | undefined
  do {
    const page = await inbox({ limit: 2, ...(cursor && { cursor }) })
    seen.push(...page.items.map((notice) => notice.id))
    cursor = page.next_cursor
  } while (cursor)
  expect(seen).toHaveLength(5)
  expect(new Set(seen).size).toBe(5)
  await change(seen[0] ?? '', { read: true })
  expect([await kinds({ unread: 'true' }), await kinds({ unread: 'false' })].map((list) => list.length)).toEqual([4, 1])
  expect(await kinds({ kind: ['question', 'blocked'] })).toEqual([])
  expect(await readAllNotices(acme.person(), ['question'])).toBe(0)
  expect(await readAllNotices(acme.person())).toBe(4)
  expect(await countInbox(acme.person())).toMatchObject({ open: 5, unread: 0 })
})

test('another workspace has another inbox', async () => {
  await aPlan()
  const { id } = await theNotice()
  const other = await shop(kit)
  expect(await kinds({}, other.person())).toEqual([])
  await expect(change(id, { done: true }, other.person())).rejects.toMatchObject({ status: 404 })
})

test.each([
  ['GET', '/api/inbox'],
  ['GET', '/api/inbox/count'],
  ['GET', '/api/inbox/preferences'],
  ['PATCH', '/api/inbox/preferences'],
  ['POST', '/api/inbox/read-all'],
  ['GET', '/api/inbox/ntf_1'],
  ['PATCH', '/api/inbox/ntf_1'],
])('%s %s is for people: a key gets 403, a stranger 401', async (method, path) => {
  const body = method === 'GET' ? undefined : {}
  const byKey = await request(api, { method, path, body, key: acme.adminKey })
  expect([byKey.status, (await byKey.json()).code]).toEqual([403, 'actor_not_allowed'])
  expect((await request(api, { method, path, body })).status).toBe(401)
})

test('what was settled long ago is forgotten', async () => {
  const { issue, plan } = await aPlan()
  await follow()
  await approvePlan(acme.person(), { issue, contentHash: plan.content_hash, start: false })
  await follow()
  const forget = inboxSweeps.find((sweep) => sweep.name === 'inbox.forget')
  const turn = () => forget?.run(kit.runtime, { signal: new AbortController().signal })
  await turn()
  expect(await kinds({ state: 'done' })).toEqual(['plan_review'])
  kit.runtime.advance(91 * 86_400)
  await turn()
  expect(await kinds({ state: 'done' })).toEqual([])
})
