// Messages to the outside from a real server: signed, across `kill -9`, and never to where they may not go.
import { Webhook as Verifier } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Receiver, startReceiver } from '#test/outbound.ts'
import { type Dispatch, showLogsOfFailures, startDispatch } from './kit/dispatch.ts'
import { waitFor } from './kit/wait-for.ts'

let dispatch: Dispatch
let receiver: Receiver
beforeAll(async () => {
  receiver = await startReceiver()
  dispatch = await startDispatch({ environment: { OUTBOUND_ALLOW: '127.0.0.1' } })
})
afterAll(async () => {
  await receiver?.close()
  await dispatch?.stop()
})
showLogsOfFailures(() => dispatch)

interface Made {
  id: string
  secret: string
}

const subscribe = (body: object) =>
  dispatch.api.post<Made>('/api/webhooks', { name: 'Receiver', event_types: ['issue.created'], ...body })
const file = (title: string) => dispatch.api.post<{ id: string }>('/api/issues', { title })
const titles = () => receiver.got.map(({ body }) => JSON.parse(body).data.issue.title as string)

test('an issue that is created is told, signed, within seconds', async () => {
  const { id, secret } = await subscribe({ url: `${receiver.origin}/in` })
  await file('The first')
  await waitFor(() => receiver.got.length === 1, { what: 'the message' })
  const { body, headers } = receiver.got[0]!
  expect(new Verifier(secret).verify(body, headers as never)).toMatchObject({
    type: 'issue.created',
    data: { issue: { title: 'The first' } },
  })
  await dispatch.api.call('DELETE', `/api/webhooks/${id}`)
})

test('kill -9 in the midst: what was under way comes again under its id, and nothing is lost', async () => {
  receiver.got.length = 0
  const { id, secret } = await subscribe({ url: `${receiver.origin}/in` })
  // Two are taken, then the receiver holds every connection: those are sent and not yet recorded.
  let answered = 0
  receiver.answer = (_request, response) => {
    if (answered++ < 2) response.writeHead(204).end()
  }
  const wanted = Array.from({ length: 12 }, (_, index) => `Before the crash ${index}`)
  for (const title of wanted) await file(title)
  await waitFor(() => receiver.got.length >= 6, { what: 'four messages that hang' })
  await dispatch.kill9()
  receiver.answer = (_request, response) => response.writeHead(204).end()
  await dispatch.restart()
  await waitFor(() => wanted.every((title) => titles().includes(title)), { what: 'all messages', timeoutMs: 60_000 })
  await waitFor(async () => (await dispatch.api.get<{ waiting: number }>(`/api/webhooks/${id}`)).waiting === 0, {
    what: 'nothing to wait any more',
  })
  const ids = new Map<string, Set<unknown>>()
  for (const received of receiver.got) {
    new Verifier(secret).verify(received.body, received.headers as never)
    const title = JSON.parse(received.body).data.issue.title
    ids.set(title, (ids.get(title) ?? new Set()).add(received.headers['webhook-id']))
  }
  // However often a message came, it came under one id.
  expect([...ids.values()].map(({ size }) => size)).toEqual(wanted.map(() => 1))
  expect(receiver.got.length).toBeGreaterThan(wanted.length)
  await dispatch.api.call('DELETE', `/api/webhooks/${id}`)
})

test('addresses of the machine and its network are refused in every spelling', async () => {
  for (const url of ['http://127.0.0.2/', 'http://2130706434/', 'http://0x7f.2/', 'http://[::1]/', 'http://169.254.169.254/']) {
    const { status, body } = await dispatch.api.call<{ code: string }>('POST', '/api/webhooks', { name: 'Inner', url })
    expect([url, status, body.code]).toEqual([url, 422, 'private_address'])
  }
})
