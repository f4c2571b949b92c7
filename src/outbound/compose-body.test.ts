import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createIssue } from '#src/issues/create-issue.ts'
import { withTransaction } from '#src/platform/context.ts'
import type { NewEvent } from '#src/platform/events.ts'
import { type OutboundKit, testOutbound } from '#test/outbound.ts'
import { createWebhook } from './create-webhook.ts'
import { createWebhookSchema } from './schemas.ts'

let kit: OutboundKit
beforeAll(async () => {
  kit = await testOutbound()
})
beforeEach(async () => {
  await kit.fresh()
  kit.receiver.answer = (_request, response) => response.writeHead(200).end('ok')
})
afterAll(() => kit?.close())

const subscribe = (input: object) =>
  createWebhook(kit.workspace.person(), kit.ports, createWebhookSchema.parse({ name: 'People', ...input }))

async function happens(title: string, ...events: Omit<NewEvent, 'issueId'>[]) {
  const issue = await createIssue(kit.workspace.person(), { title })
  await withTransaction(kit.workspace.system(), async (tx) => {
    for (const event of events) tx.emit({ ...event, issueId: issue.id })
  })
  await kit.flush()
  return issue
}

const planned = { type: 'plan.submitted', payload: { plan_id: 'pln_1', version: 1 } }
const last = async (id: string) =>
  ((await kit.call('GET', `/api/webhooks/${id}/deliveries`)).body as { items: Record<string, unknown>[] }).items[0]

test('a Slack incoming webhook gets what wants a person, and nothing else', async () => {
  const { id, secret, target } = await subscribe({
    kind: 'slack_webhook',
    url: `${kit.receiver.origin}/services/T0/B0/abcdefghij`,
  })
  expect([secret, target]).toEqual([null, `${new URL(kit.receiver.origin).host}/…ghij`])
  const issue = await happens(
    'Checkout <!channel> fails',
    planned,
    { type: 'run.updated', payload: { state: 'running' } },
    { type: 'fix.verified', payload: { detail: 'No recurrence in 48 hours.' } },
    { type: 'fix.failed', payload: { detail: 'It came back.' } },
    { type: 'fix.inconclusive', payload: { detail: 'Nobody could have seen it.' } },
    { type: 'run.finished', payload: { reason: 'succeeded', outcome: 'needs_decision' } },
    { type: 'run.finished', payload: { reason: 'succeeded', outcome: 'completed' } },
    { type: 'run.finished', payload: { reason: 'canceled' } },
    { type: 'pr.linked', payload: { repository: 'acme/shop', number: 7, state: 'open', link_kind: 'closes' } },
    { type: 'pr.linked', payload: { repository: 'acme/shop', number: 8, state: 'open', link_kind: 'mentions' } },
  )
  const messages = kit.receiver.got.map(({ body }) => JSON.parse(body).text)
  expect(messages).toEqual(
    expect.arrayContaining(
      ['Plan to review', 'Fix verified', 'Fix failed', 'Verdict inconclusive', 'Question', 'Pull request opened'].map(
        (heading) => `${heading} · ${issue.identifier} · Checkout &lt;!channel&gt; fails`,
      ),
    ),
  )
  expect(messages).toHaveLength(6)
  expect(kit.receiver.got[0]).toMatchObject({ path: '/services/T0/B0/abcdefghij' })
  expect(kit.receiver.got[0]?.headers['webhook-signature']).toBeUndefined()
  expect(await last(id)).toMatchObject({ state: 'succeeded' })
})

test('a Slack address is a secret: it is neither shown nor logged', async () => {
  const { id } = await subscribe({ kind: 'slack_webhook', url: `${kit.receiver.origin}/services/T0/B0/abcdefghij` })
  const shown = JSON.stringify((await kit.call('GET', '/api/webhooks')).body)
  expect(shown).not.toContain('/services/')
  const row = await kit.runtime.database.kysely
    .selectFrom('dispatch_webhook')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  expect(JSON.stringify(row)).not.toContain('abcdefghij')
})

test('Slack may ask to wait, and says when a channel is gone', async () => {
  const { id } = await subscribe({ kind: 'slack_webhook', url: `${kit.receiver.origin}/services/x` })
  kit.receiver.answer = (_request, response) => response.writeHead(429, { 'retry-after': '120' }).end('rate_limited')
  const before = Date.now()
  await happens('One', planned)
  const waiting = await last(id)
  expect(waiting).toMatchObject({ state: 'pending', last: { status: 429 } })
  expect(Date.parse(String(waiting?.next_attempt_at)) - before).toBeGreaterThanOrEqual(120_000)
  kit.receiver.answer = (_request, response) => response.writeHead(404).end('no_service')
  await kit.makeDue()
  await kit.flush()
  expect((await kit.call('GET', `/api/webhooks/${id}`)).body).toMatchObject({
    enabled: false,
    disabled: { reason: 'gone', detail: 'Slack answered no_service' },
  })
})

test('a bot posts with its token to its channel', async () => {
  kit.receiver.answer = (_request, response) => response.writeHead(200).end('{"ok":true,"channel":"C0123456789"}')
  await subscribe({ kind: 'slack_bot', channel: '#fixes', bot_token: 'xoxb-0123456789-abcdef' })
  await happens('One', planned)
  const [received] = kit.receiver.got
  expect(received).toMatchObject({ path: '/chat.postMessage', headers: { authorization: 'Bearer xoxb-0123456789-abcdef' } })
  expect(JSON.parse(received?.body ?? '')).toMatchObject({ channel: '#fixes', text: expect.stringContaining('Plan to review') })
})

test('a bot needs a token, its own or that of the default workspace', async () => {
  await expect(subscribe({ kind: 'slack_bot', channel: 'C0123456789' })).rejects.toMatchObject({
    status: 422,
    code: 'slack_not_configured',
  })
})

test('a bot whose token was taken away waits and says so', async () => {
  const { id } = await subscribe({ kind: 'slack_bot', channel: 'C0123456789', bot_token: 'xoxb-0123456789-abcdef' })
  const db = kit.runtime.database.kysely
  await db.updateTable('dispatch_webhook').set({ sealed_target: null }).where('id', '=', id).execute()
  await happens('One', planned)
  expect(await last(id)).toMatchObject({ state: 'pending', last: { code: 'slack_not_configured' } })
  expect(kit.receiver.got).toEqual([])
})

test('an e-mail goes to each address, once, with text and HTML', async () => {
  const { id } = await subscribe({ kind: 'email', to: ['ada@example.com', 'grace@example.com'] })
  await happens('Broken <b>basket</b>', planned)
  expect(kit.mails).toMatchObject([
    {
      to: ['ada@example.com', 'grace@example.com'],
      messageId: expect.stringMatching(/^msg_/),
      subject: expect.stringContaining('Plan to review: Broken <b>basket</b>'),
      html: expect.stringContaining('Broken &lt;b&gt;basket&lt;/b&gt;'),
    },
  ])
  expect(await last(id)).toMatchObject({ state: 'succeeded' })
})

test('people can send themselves a test message', async () => {
  const { id } = await subscribe({ kind: 'email', to: ['ada@example.com'] })
  await kit.call('POST', `/api/webhooks/${id}/test`)
  await kit.flush()
  expect(kit.mails).toMatchObject([{ subject: 'Test message: People' }])
})

test('a subscriber for people hears only of the notices that it chose', async () => {
  await subscribe({ kind: 'email', to: ['ada@example.com'], event_types: ['fix.*'] })
  await happens('One', planned, { type: 'fix.verified', payload: { detail: 'Quiet.' } })
  expect(kit.mails.map(({ subject }) => subject)).toEqual([expect.stringContaining('Fix verified')])
})
