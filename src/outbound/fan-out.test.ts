import { Webhook as Verifier } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { addComment } from '#src/issues/add-comment.ts'
import { createIssue } from '#src/issues/create-issue.ts'
import { newId } from '#src/platform/ids.ts'
import { type OutboundKit, type Received, testOutbound } from '#test/outbound.ts'
import { seededWorkspace } from '#test/tracker.ts'
import { retryDelays } from './domain/retry.ts'
import { fanOutAll } from './fan-out.ts'
import { insertDeliveries } from './store/fan-out.ts'

let kit: OutboundKit
beforeAll(async () => {
  kit = await testOutbound()
})
beforeEach(() => kit.fresh())
afterAll(() => kit?.close())

const bodies = () => kit.receiver.got.map(({ body }) => JSON.parse(body))
const verify = (secret: string | null, { body, headers }: Received) => new Verifier(secret ?? '').verify(body, headers as never)
const statusOnce = (...statuses: number[]) => {
  kit.receiver.answer = (_request, response) => response.writeHead(statuses.shift() ?? 204).end()
}
const events = (type: string) =>
  kit.runtime.database.kysely
    .selectFrom('dispatch_event')
    .select(['payload', 'subject_id'])
    .where('workspace_id', '=', kit.workspace.id)
    .where('type', '=', type)
    .execute()

test('an event becomes a signed message that the standard verifier accepts', async () => {
  const { secret } = await kit.subscribe({ event_types: ['issue.*'] })
  const issue = await kit.file()
  await kit.flush()
  const [received] = kit.receiver.got
  expect(kit.receiver.got).toHaveLength(1)
  expect(verify(secret, received!)).toMatchObject({
    type: 'issue.created',
    version: 1,
    workspace_id: kit.workspace.id,
    timestamp: expect.stringMatching(/^20.*Z$/),
    data: {
      seq: expect.any(Number),
      issue_id: issue.id,
      actor: { type: 'person' },
      issue: { identifier: issue.identifier, title: 'The basket is empty', status: { category: 'backlog' } },
      url: `https://dispatch.test/issues/${issue.identifier}`,
    },
  })
  expect(received?.headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', 'user-agent': 'Dispatch/test' })
  expect(received?.headers['webhook-id']).toMatch(/^msg_/)
  expect(() => verify('whsec_c29tZWJvZHkgZWxzZSdzIHNlY3JldA==', received!)).toThrow()
})

test('a subscriber hears what happens from then on, of its workspace, of what it chose', async () => {
  await kit.file('Before')
  await kit.subscribe({ event_types: ['comment.added'] })
  const other = await seededWorkspace(kit.runtime)
  await createIssue(other.person(), { title: 'Elsewhere' })
  const issue = await kit.file('After')
  await addComment(kit.workspace.person(), { issueId: issue.id, body: 'Hello' })
  await kit.flush()
  expect(bodies().map(({ type }) => type)).toEqual(['comment.added'])
})

test('nothing is sent twice however often the log is read, and nothing about the subscriber itself', async () => {
  const { id } = await kit.subscribe()
  await kit.file()
  await Promise.all([1, 2, 3].map(() => fanOutAll(kit.runtime, kit.ports, new AbortController().signal)))
  await kit.flush()
  await kit.flush()
  expect(bodies().map(({ type }) => type)).toEqual(['issue.created'])
  expect(bodies().some(({ data }) => data.subject.id === id)).toBe(false)
})

test('secrets of the installation and what looks like one never leave', async () => {
  await kit.subscribe({ event_types: ['issue.*'] })
  await kit.file('It logs the-secret-of-this-installation and ghp_0123456789abcdefghijABCDEFGHIJ012345')
  await kit.flush()
  expect(kit.receiver.got[0]?.body).not.toMatch(/the-secret-of-this|ghp_0123/)
})

test('a message that is refused comes again with the same id and body, and a fresh timestamp', async () => {
  const { id, secret } = await kit.subscribe({ event_types: ['issue.*'] })
  statusOnce(500, 302)
  await kit.file()
  await kit.flush()
  expect(await kit.newest(id)).toMatchObject({ state: 'pending', attempts: 1, last: { status: 500, code: 'bad_status' } })
  await kit.makeDue()
  await kit.flush()
  expect(await kit.newest(id)).toMatchObject({ attempts: 2, last: { status: 302, code: 'redirect' } })
  await kit.makeDue()
  await kit.flush()
  expect(await kit.newest(id)).toMatchObject({ state: 'succeeded', attempts: 3, next_attempt_at: null })
  const [first, second, third] = kit.receiver.got
  expect(new Set([first, second, third].map((each) => each?.headers['webhook-id'])).size).toBe(1)
  expect(third?.body).toBe(first?.body)
  verify(secret, third!)
})

test('the next attempt waits as the schedule says', async () => {
  const { id } = await kit.subscribe({ event_types: ['issue.*'] })
  statusOnce(503)
  await kit.file()
  const before = Date.now()
  await kit.flush()
  const waits = Date.parse((await kit.newest(id)).next_attempt_at ?? '') - before
  expect(waits).toBeGreaterThanOrEqual(5000)
  expect(waits).toBeLessThan(15_000)
  expect(await kit.read(id)).toMatchObject({ waiting: 1, last_success_at: null, last_failure_at: expect.any(String) })
})

test('a receiver may ask for more time', async () => {
  const { id } = await kit.subscribe({ event_types: ['issue.*'] })
  kit.receiver.answer = (_request, response) => response.writeHead(429, { 'retry-after': '900' }).end()
  await kit.file()
  const before = Date.now()
  await kit.flush()
  expect(Date.parse((await kit.newest(id)).next_attempt_at ?? '') - before).toBeGreaterThanOrEqual(900_000)
})

test('after a day of failures the subscriber is switched off, says why, and others hear of it', async () => {
  const { id } = await kit.subscribe({ event_types: ['issue.*'], url: `${kit.receiver.origin}/deaf` })
  await kit.subscribe({ event_types: ['webhook.disabled'], url: `${kit.receiver.origin}/watcher` })
  kit.receiver.answer = ({ path }, response) => response.writeHead(path === '/deaf' ? 500 : 204).end()
  await kit.file()
  await kit.flush()
  for (let tries = 0; tries < retryDelays.length; tries++) {
    await kit.makeDue()
    await kit.flush()
  }
  expect(await kit.newest(id)).toMatchObject({ state: 'failed', attempts: retryDelays.length + 1 })
  expect(await kit.read(id)).toMatchObject({
    enabled: false,
    disabled: { reason: 'exhausted', detail: 'answered 500', at: expect.any(String) },
  })
  await kit.flush()
  const notice = bodies().find(({ type }) => type === 'webhook.disabled')
  expect(notice.data).toMatchObject({ subject: { type: 'webhook', id }, payload: { name: 'Receiver', reason: 'exhausted' } })
  await kit.file('Nobody is told of this one')
  await kit.flush()
  expect((await kit.call('GET', `/api/webhooks/${id}/deliveries`)).body).toMatchObject({ items: [{ state: 'failed' }] })
})

test('one message that nobody takes does not switch off a subscriber that takes others', async () => {
  const { id } = await kit.subscribe({ event_types: ['issue.*'] })
  kit.receiver.answer = ({ body }, response) => response.writeHead(body.includes('Poison') ? 400 : 204).end()
  await kit.file('Poison')
  await kit.flush()
  await kit.file('Good')
  await kit.flush()
  for (let tries = 0; tries < retryDelays.length; tries++) {
    await kit.makeDue()
    await kit.flush()
  }
  expect(await kit.read(id)).toMatchObject({ enabled: true, disabled: null, waiting: 0 })
})

test('410 Gone switches off at once; switching on again lets go what waits', async () => {
  const { id } = await kit.subscribe({ event_types: ['issue.*'] })
  statusOnce(500, 410)
  await kit.file('Waits')
  await kit.flush()
  await kit.file('Gone')
  await kit.flush()
  expect(await kit.read(id)).toMatchObject({ enabled: false, disabled: { reason: 'gone' }, waiting: 1 })
  await kit.makeDue()
  await kit.flush()
  expect(kit.receiver.got).toHaveLength(2)
  await kit.call('PATCH', `/api/webhooks/${id}`, { enabled: true })
  await kit.flush()
  expect(bodies().map(({ data }) => data.issue.title)).toEqual(['Waits', 'Gone', 'Waits'])
  expect(await kit.read(id)).toMatchObject({ enabled: true, disabled: null, waiting: 0 })
})

test('a name that turns private after it was saved is not connected to', async () => {
  const { id } = await kit.subscribe({ event_types: ['issue.*'], url: 'http://hooks.test/in' })
  const resolve = kit.ports.resolve
  kit.ports.resolve = async () => ['10.0.0.5']
  await kit.file()
  await kit.flush()
  kit.ports.resolve = resolve
  expect(await kit.newest(id)).toMatchObject({ state: 'pending', last: { status: null, code: 'private_address' } })
})

test('a rotated secret: for a day both signatures are sent, then only the new one', async () => {
  const { id, secret: old } = await kit.subscribe({ event_types: ['issue.*'] })
  const rotated = (await kit.call('POST', `/api/webhooks/${id}/rotate-secret`)).body as { secret: string }
  await kit.file('Within the day')
  await kit.flush()
  const [first] = kit.receiver.got
  verify(old, first!)
  verify(rotated.secret, first!)
  kit.runtime.advance(86_401)
  await kit.file('After it')
  await kit.flush()
  const second = kit.receiver.got[1]!
  verify(rotated.secret, second)
  expect(() => verify(old, second)).toThrow()
})

test('a test message is sent once, also when the subscriber is off, and switches nothing off', async () => {
  const { id } = await kit.subscribe({ enabled: false })
  statusOnce(410)
  const { status, body } = await kit.call('POST', `/api/webhooks/${id}/test`)
  expect(status).toBe(202)
  await kit.flush()
  expect(bodies()).toMatchObject([{ type: 'webhook.test', data: { seq: null, payload: { name: 'Receiver' } } }])
  expect(await kit.newest(id)).toMatchObject({ id: (body as { delivery_id: string }).delivery_id, state: 'failed' })
  expect(await kit.read(id)).toMatchObject({ enabled: false, disabled: null })
  expect(await events('webhook.disabled')).toEqual([])
})

test('a message can be sent again, not while it is on its way', async () => {
  const { id } = await kit.subscribe({ event_types: ['issue.*'] })
  await kit.file()
  await kit.flush()
  const delivery = await kit.newest(id)
  const path = `/api/webhooks/${id}/deliveries/${delivery.id}/replay`
  expect((await kit.call('POST', path)).status).toBe(202)
  expect(await kit.call('POST', path)).toMatchObject({ status: 409, body: { code: 'delivery_pending' } })
  await kit.flush()
  expect(kit.receiver.got.map(({ headers }) => headers['webhook-id'])).toEqual([delivery.id, delivery.id])
  expect(await events('webhook.replayed')).toHaveLength(1)
})

test('what the receiver answered is kept in part, without secrets', async () => {
  const { id } = await kit.subscribe({ event_types: ['issue.*'] })
  kit.receiver.answer = (_request, response) =>
    response.writeHead(400).end(`no ghp_0123456789abcdefghijABCDEFGHIJ012345 please ${'x'.repeat(10_000)}`)
  await kit.file()
  await kit.flush()
  const { body } = await kit.call('GET', `/api/webhooks/${id}/deliveries/${(await kit.newest(id)).id}`)
  const [attempt] = (body as { tries: { response: string; status: number }[] }).tries
  expect(attempt).toMatchObject({ status: 400 })
  expect(attempt?.response.length).toBeLessThanOrEqual(2048)
  expect(attempt?.response).toContain('[redacted')
})

test('a deleted subscriber gets nothing more, not even what waited', async () => {
  const { id } = await kit.subscribe({ event_types: ['issue.*'] })
  statusOnce(500)
  await kit.file()
  await kit.flush()
  expect((await kit.call('DELETE', `/api/webhooks/${id}`)).status).toBe(204)
  await kit.makeDue()
  await kit.file('Another one')
  await kit.flush()
  expect(kit.receiver.got).toHaveLength(1)
  expect((await kit.call('GET', `/api/webhooks/${id}`)).status).toBe(404)
})

test('an event that cannot be told is left out and logged, and those after it are told', async () => {
  await kit.subscribe({ event_types: ['issue.*'] })
  const broken = await kit.file('Cannot be told')
  await kit.runtime.database.kysely
    .updateTable('dispatch_event')
    .set({ actor: JSON.stringify({ type: 'nobody' }) })
    .where('issue_id', '=', broken.id)
    .execute()
  await kit.file('Can be told')
  await kit.flush()
  expect(bodies().map(({ data }) => data.issue.title)).toEqual(['Can be told'])
})

test('a hundred subscribers of a hundred events each get theirs: what is written has no upper end', async () => {
  const webhook = await kit.subscribe({ enabled: false })
  const many = Array.from({ length: 8200 }, (_, index) => ({
    id: newId('msg'),
    workspace_id: kit.workspace.id,
    webhook_id: webhook.id,
    event_seq: index + 1,
    event_type: 'issue.updated',
    issue_id: null,
    body: '{}',
    created_at: kit.runtime.clock.now(),
  }))
  await insertDeliveries(kit.runtime.database.kysely, many)
  const { count } = await kit.runtime.database.kysely
    .selectFrom('dispatch_outbound_delivery')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('webhook_id', '=', webhook.id)
    .executeTakeFirstOrThrow()
  expect(Number(count)).toBe(many.length)
})
