import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createIssue } from '#src/issues/create-issue.ts'
import { type OutboundKit, testOutbound } from '#test/outbound.ts'
import { request } from '#test/runtime.ts'
import { seededWorkspace } from '#test/tracker.ts'

let kit: OutboundKit
beforeAll(async () => {
  kit = await testOutbound()
})
beforeEach(() => kit.fresh())
afterAll(() => kit?.close())

const create = (body: object) => kit.call('POST', '/api/webhooks', { name: 'Receiver', ...body })
const created = async (body: object = { url: 'https://hooks.test/in' }) =>
  (await create(body)).body as { id: string; secret: string }

test('a webhook is created with a secret that is shown once', async () => {
  const { status, body } = await create({ url: 'HTTPS://Hooks.TEST:443/in#part', event_types: ['fix.*', 'fix.*'] })
  expect([status, body]).toMatchObject([
    201,
    {
      id: expect.stringMatching(/^whk_/),
      kind: 'webhook',
      name: 'Receiver',
      target: 'https://hooks.test/in',
      event_types: ['fix.*'],
      enabled: true,
      disabled: null,
      agent: null,
      waiting: 0,
      created_by: { type: 'key' },
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/=]{44}$/),
    },
  ])
  const { id } = body as { id: string }
  const read = await kit.call('GET', `/api/webhooks/${id}`)
  expect(read.body).not.toHaveProperty('secret')
  const row = await kit.runtime.database.kysely.selectFrom('dispatch_webhook').selectAll().where('id', '=', id).execute()
  expect(JSON.stringify(row)).not.toContain((body as { secret: string }).secret)
})

test('a repeated request with the same key makes one webhook and shows no secret again', async () => {
  const send = () =>
    request(kit.api, {
      method: 'POST',
      path: '/api/webhooks',
      key: kit.workspace.adminKey,
      headers: { 'idempotency-key': 'once' },
      body: { name: 'Receiver', url: 'https://hooks.test/in' },
    })
  const [first, second] = [await send(), await send()]
  expect([first.status, second.status]).toEqual([201, 409])
  expect(await second.json()).toMatchObject({ code: 'already_created' })
})

test('of webhooks that are made at the same moment no more get in than a workspace may have', async () => {
  const { kysely } = kit.runtime.database
  const rows = Array.from({ length: 98 }, (_, n) => ({
    id: `whk_${kit.workspace.id}_${n}`,
    workspace_id: kit.workspace.id,
    kind: 'email' as const,
    name: `Webhook ${n}`,
    target: 'ada@example.com',
    since_seq: 0,
    event_types: ['*'],
    created_by: JSON.stringify({ type: 'system', id: 'system', name: 'Test' }),
    created_at: kit.runtime.clock.now(),
    updated_at: kit.runtime.clock.now(),
  }))
  await kysely.insertInto('dispatch_webhook').values(rows).execute()
  const made = await Promise.all(Array.from({ length: 5 }, () => create({ url: 'https://hooks.test/in' })))
  expect(made.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409, 409])
})

test.each([
  [{ url: 'http://10.0.0.1/' }, 'url', 'private network'],
  [{ url: 'http://2852039166/' }, 'url', 'metadata'],
  [{ url: 'http://[::1]/' }, 'url', 'this machine'],
  [{ url: 'https://user:pass@hooks.test/' }, 'url', 'user name'],
  [{ url: 'ftp://hooks.test/' }, 'url', 'https://'],
  [{ url: 'https://hooks.test:22/' }, 'url', 'port'],
  [{ url: 'hooks' }, 'url', 'must be a URL'],
  [{}, 'url', 'required'],
  [{ url: 'https://hooks.test/', event_types: [] }, 'event_types', 'at least one'],
  [{ url: 'https://hooks.test/', event_types: ['isue.moved'] }, 'event_types.0', 'no event type'],
  [{ url: 'https://hooks.test/', to: ['ada@example.com'] }, 'to', 'does not belong'],
  [{ kind: 'email', to: ['nobody'] }, 'to.0', 'no e-mail address'],
  [{ kind: 'email' }, 'to', 'required'],
  [{ kind: 'email', to: ['ada@example.com'], event_types: ['issue.moved'] }, 'event_types.0', 'plan.submitted'],
  [{ kind: 'slack_bot', channel: 'no channel' }, 'channel', 'must be a channel'],
  [{ kind: 'slack_bot', channel: '#fixes', bot_token: 'secret' }, 'bot_token', 'xoxb-'],
  [{ kind: 'agent' }, 'kind', ''],
  [{ url: 'https://hooks.test/', surprise: 1 }, '', 'surprise'],
])('%j is refused at %s', async (body, path, words) => {
  const answer = await create(body)
  expect(answer).toMatchObject({ status: 422, body: { errors: [{ path, message: expect.stringContaining(words) }] } })
})

test('a name that resolves to a private address, or to none, is refused when it is entered', async () => {
  const resolve = kit.ports.resolve
  kit.ports.resolve = async () => ['192.168.1.9']
  expect(await create({ url: 'https://inner.test/' })).toMatchObject({
    status: 422,
    body: { code: 'private_address', errors: [{ message: expect.stringContaining('inner.test resolves to 192.168.1.9') }] },
  })
  kit.ports.resolve = () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' }))
  expect(await create({ url: 'https://typo.test/' })).toMatchObject({ status: 422, body: { errors: [{ path: 'url' }] } })
  kit.ports.resolve = () => Promise.reject(Object.assign(new Error(), { code: 'EAI_AGAIN' }))
  expect(await create({ url: 'https://later.test/' })).toMatchObject({ status: 201 })
  kit.ports.resolve = resolve
})

test('a webhook can be renamed, pointed elsewhere, paused; a change of nothing is refused', async () => {
  const { id } = await created()
  const path = `/api/webhooks/${id}`
  expect(
    await kit.call('PATCH', path, { name: 'New', url: 'https://other.test/x', event_types: ['*'], enabled: false }),
  ).toMatchObject({
    status: 200,
    body: { name: 'New', target: 'https://other.test/x', event_types: ['*'], enabled: false, disabled: null },
  })
  expect(await kit.call('PATCH', path, {})).toMatchObject({ status: 422 })
  expect(await kit.call('PATCH', path, { url: 'http://127.0.0.1.nip.test:22/' })).toMatchObject({ status: 422 })
  expect(await kit.call('PATCH', path, { channel: '#fixes' })).toMatchObject({ status: 422 })
})

test('what is done with webhooks is in the event log, without secrets and addresses of Slack', async () => {
  const { id, secret } = await created()
  const slack = await created({ kind: 'slack_webhook', url: 'https://hooks.slack.test/services/T0/B0/abcdefghij' })
  await kit.call('PATCH', `/api/webhooks/${id}`, { enabled: false, url: 'https://hooks.test/in?token=uvwxyz' })
  await kit.call('PATCH', `/api/webhooks/${slack.id}`, { url: 'https://hooks.slack.test/services/T0/B0/klmnopqrst' })
  await kit.call('POST', `/api/webhooks/${id}/rotate-secret`)
  await kit.call('POST', `/api/webhooks/${id}/test`)
  await kit.call('DELETE', `/api/webhooks/${id}`)
  const events = await kit.runtime.database.kysely
    .selectFrom('dispatch_event')
    .select(['type', 'payload'])
    .where('workspace_id', '=', kit.workspace.id)
    .where('type', 'like', 'webhook.%')
    .orderBy('seq')
    .execute()
  expect(events.map(({ type }) => type)).toEqual(
    ['created', 'created', 'updated', 'updated', 'secret_rotated', 'tested', 'deleted'].map((verb) => `webhook.${verb}`),
  )
  expect(events[2]?.payload).toMatchObject({ changes: { enabled: [true, false], address: ['hidden', 'hidden'] } })
  expect(events[3]?.payload).toMatchObject({ changes: { address: ['hidden', 'hidden'] } })
  expect(JSON.stringify(events)).not.toMatch(/abcdefghij|klmnopqrst|uvwxyz/)
  expect(JSON.stringify(events)).not.toContain(secret)
})

test('webhooks are the business of admins', async () => {
  const { id } = await created()
  const key = await kit.workspace.apiKey('write', 'agent', 'deploy')
  const ways = [
    ['GET', '/api/webhooks'],
    ['POST', '/api/webhooks'],
    ['GET', `/api/webhooks/${id}`],
    ['PATCH', `/api/webhooks/${id}`],
    ['DELETE', `/api/webhooks/${id}`],
    ['POST', `/api/webhooks/${id}/rotate-secret`],
    ['POST', `/api/webhooks/${id}/test`],
    ['GET', `/api/webhooks/${id}/deliveries`],
    ['GET', `/api/webhooks/${id}/deliveries/msg_1`],
    ['POST', `/api/webhooks/${id}/deliveries/msg_1/replay`],
  ] as const
  const foreign = (await seededWorkspace(kit.runtime)).adminKey
  for (const [method, path] of ways) {
    const body = method === 'PATCH' ? { enabled: false } : method === 'POST' ? {} : undefined
    const send = (as?: string) => request(kit.api, { method, path, ...(as && { key: as }), ...(body && { body }) })
    expect([path, (await send()).status]).toEqual([path, 401])
    expect([path, (await send(key)).status]).toEqual([path, 403])
    if (path !== '/api/webhooks') expect([path, (await send(foreign)).status]).toEqual([path, 404])
  }
})

test('webhooks and their messages are paged', async () => {
  for (const name of ['One', 'Two', 'Three']) {
    kit.runtime.advance(1)
    await kit.call('POST', '/api/webhooks', { name, url: `${kit.receiver.origin}/`, event_types: ['issue.*'] })
  }
  type Listed = { items: { id: string; name: string; state: string }[]; next_cursor: string }
  const page = (await kit.call('GET', '/api/webhooks?limit=2')).body as Listed
  const rest = (await kit.call('GET', `/api/webhooks?limit=2&cursor=${page.next_cursor}`)).body as Listed
  expect([...page.items, ...rest.items].map(({ name }) => name)).toEqual(['Three', 'Two', 'One'])
  for (let index = 0; index < 3; index++) await createIssue(kit.workspace.person(), { title: `Issue ${index}` })
  await kit.flush()
  const path = `/api/webhooks/${page.items[0]?.id}/deliveries`
  const first = (await kit.call('GET', `${path}?limit=2&state=succeeded`)).body as Listed
  const second = (await kit.call('GET', `${path}?limit=2&state=succeeded&cursor=${first.next_cursor}`)).body as Listed
  expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(3)
  expect((await kit.call('GET', `${path}?state=failed`)).body).toMatchObject({ items: [] })
  expect((await kit.call('GET', `${path}?cursor=nonsense`)).status).toBe(422)
})

test('messages older than 30 days are forgotten', async () => {
  const { outboundSweeps } = await import('./jobs.ts')
  const { id } = await created({ url: `${kit.receiver.origin}/`, event_types: ['issue.*'] })
  await createIssue(kit.workspace.person(), { title: 'Old' })
  await kit.flush()
  const forget = outboundSweeps(kit.ports, () => {}).find(({ name }) => name === 'outbound.forget')
  const run = () => forget?.run(kit.runtime, { signal: new AbortController().signal })
  kit.runtime.advance(29 * 86_400)
  await run()
  expect((await kit.call('GET', `/api/webhooks/${id}/deliveries`)).body).toMatchObject({ items: [{}] })
  kit.runtime.advance(2 * 86_400)
  await run()
  expect((await kit.call('GET', `/api/webhooks/${id}/deliveries`)).body).toMatchObject({ items: [] })
})
