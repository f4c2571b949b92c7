import { Webhook as Verifier } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { changeAgent, createAgent } from '#src/agents/manage-agents.ts'
import { createIssue } from '#src/issues/create-issue.ts'
import { updateIssue } from '#src/issues/update-issue.ts'
import { rotateAgentSecret } from '#src/mcp/rotate-agent-secret.ts'
import { type OutboundKit, testOutbound } from '#test/outbound.ts'

let kit: OutboundKit
beforeAll(async () => {
  kit = await testOutbound()
})
beforeEach(() => kit.fresh())
afterAll(() => kit?.close())

const admin = () => kit.workspace.person()
const addAgent = (webhook_url: string | null = `${kit.receiver.origin}/agent`) =>
  createAgent(admin(), { name: 'Remote', adapter: 'claude_code', webhook_url })
const list = async () => ((await kit.call('GET', '/api/webhooks')).body as { items: Record<string, unknown>[] }).items

test('an agent with a webhook_url is told what it is assigned, signed with its secret', async () => {
  const agent = await addAgent()
  const secret = await rotateAgentSecret(admin(), agent.id)
  const issue = await createIssue(admin(), { title: 'For the agent', assignee: agent.id })
  const other = await createIssue(admin(), { title: 'For nobody' })
  await updateIssue(admin(), { id: other.id, changes: { priority: 'P1' } })
  await updateIssue(admin(), { id: other.id, changes: { assignee: agent.name } })
  await kit.flush()
  expect(kit.receiver.got.map(({ path }) => path)).toEqual(['/agent', '/agent'])
  const messages = kit.receiver.got.map(({ body, headers }) => new Verifier(secret).verify(body, headers as never))
  expect(messages).toMatchObject(
    expect.arrayContaining([
      expect.objectContaining({ type: 'issue.assigned', data: expect.objectContaining({ issue_id: issue.id }) }),
      expect.objectContaining({ type: 'issue.assigned', data: expect.objectContaining({ issue_id: other.id }) }),
    ]),
  )
})

test('its messages are in the list like those of any subscriber, and only the switch is ours', async () => {
  const agent = await addAgent()
  await kit.flush()
  const [webhook] = await list()
  expect(webhook).toMatchObject({
    kind: 'agent',
    name: 'Remote',
    target: `${kit.receiver.origin}/agent`,
    agent: { id: agent.id, has_secret: false },
    event_types: ['issue.assigned'],
  })
  const path = `/api/webhooks/${webhook?.id}`
  expect(await kit.call('PATCH', path, { name: 'Mine' })).toMatchObject({ status: 422 })
  expect(await kit.call('PATCH', path, { enabled: false })).toMatchObject({ status: 200, body: { enabled: false } })
  expect(await kit.call('DELETE', path)).toMatchObject({ status: 422, body: { code: 'belongs_to_agent' } })
  expect(await kit.call('POST', `${path}/rotate-secret`)).toMatchObject({ status: 422, body: { code: 'belongs_to_agent' } })
})

test('without a secret the message waits until there is one', async () => {
  const agent = await addAgent()
  await createIssue(admin(), { title: 'For the agent', assignee: agent.id })
  await kit.flush()
  const [webhook] = await list()
  const deliveries = await kit.call('GET', `/api/webhooks/${webhook?.id}/deliveries`)
  expect(deliveries.body).toMatchObject({ items: [{ state: 'pending', last: { code: 'no_secret' } }] })
  const secret = await rotateAgentSecret(admin(), agent.id)
  await kit.makeDue()
  await kit.flush()
  const [received] = kit.receiver.got
  expect(() => new Verifier(secret).verify(received?.body ?? '', received?.headers as never)).not.toThrow()
})

test('an agent without an address is not in the list; a new address takes over', async () => {
  const agent = await addAgent(null)
  await kit.flush()
  expect(await list()).toEqual([])
  await changeAgent(admin(), agent.id, { webhook_url: `${kit.receiver.origin}/first` })
  await rotateAgentSecret(admin(), agent.id)
  await kit.flush()
  await changeAgent(admin(), agent.id, { webhook_url: `${kit.receiver.origin}/second` })
  await createIssue(admin(), { title: 'For the agent', assignee: agent.id })
  await kit.flush()
  expect(kit.receiver.got.map(({ path }) => path)).toEqual(['/second'])
  await changeAgent(admin(), agent.id, { webhook_url: null })
  expect(await list()).toEqual([])
})

test('an address in a private network is refused where it is entered', async () => {
  await expect(addAgent('http://10.0.0.1/agent')).rejects.toMatchObject({ status: 422, code: 'private_address' })
  const agent = await addAgent()
  await expect(changeAgent(admin(), agent.id, { webhook_url: 'http://169.254.169.254/' })).rejects.toMatchObject({
    status: 422,
    extra: { errors: [{ path: 'webhook_url' }] },
  })
})
