import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeAgent, createAgent, deleteAgent } from '#src/agents/manage-agents.ts'
import { type RunsKit, runsKit, type Shop, shop } from '#test/runs/runs-runtime.ts'
import { authenticateRequest } from './authenticate.ts'
import { createApiKey } from './create-api-key.ts'
import { toApiKey } from './to-view.ts'

let kit: RunsKit
let acme: Shop
beforeAll(async () => {
  kit = await runsKit()
  acme = await shop(kit)
})
afterAll(() => kit.runtime.close())

const make = (input: Parameters<typeof createApiKey>[1]) => createApiKey(acme.person(), input)
const speaksFor = async (key: string) => {
  const headers = new Headers({ authorization: `Bearer ${key}` })
  return (await authenticateRequest(kit.runtime, { method: 'POST', path: '/api/mcp', headers })).agentId ?? null
}

test('a key speaks for the agent that it was made for, whatever either is called later', async () => {
  const made = await make({ name: 'Laptop', scopes: ['agent'], agent: 'claude' })
  expect(toApiKey(made.row).agent).toEqual({ id: acme.agentId, name: 'Claude' })
  expect(await speaksFor(made.key)).toBe(acme.agentId)
  await changeAgent(acme.person(), acme.agentId, { name: 'Claudette' })
  expect(await speaksFor(made.key)).toBe(acme.agentId)
  await changeAgent(acme.person(), acme.agentId, { name: 'Claude' })
})

test('without a word a key speaks for the agent of its name; told not to, for none', async () => {
  expect(await speaksFor((await make({ name: 'Claude', scopes: ['agent'] })).key)).toBe(acme.agentId)
  expect(await speaksFor((await make({ name: 'Claude', scopes: ['agent'], agent: null })).key)).toBeNull()
  expect(await speaksFor((await make({ name: 'Claude', scopes: ['write'] })).key)).toBeNull()
  expect(await speaksFor((await make({ name: 'Somebody', scopes: ['agent'] })).key)).toBeNull()
})

test('a new agent of an old name inherits no keys', async () => {
  const first = await createAgent(acme.person(), { name: 'Codey', adapter: 'simulator' })
  const { key, row } = await make({ name: 'Codey', scopes: ['agent'] })
  expect(await speaksFor(key)).toBe(first.id)
  await deleteAgent(acme.person(), first.id)
  await createAgent(acme.person(), { name: 'Codey', adapter: 'simulator' })
  expect(await speaksFor(key)).toBeNull()
  expect(row.agent_id).toBe(first.id)
})

test.each([
  ['an agent that is not there', { name: 'K', scopes: ['agent' as const], agent: 'Nobody' }],
  ['a key that may not report', { name: 'K', scopes: ['read' as const], agent: 'Claude' }],
])('%s is refused', async (_, input) => {
  await expect(make(input)).rejects.toMatchObject({ status: 422, code: 'invalid' })
})

test("another workspace's agent is none of ours", async () => {
  const rival = await shop(kit)
  await expect(make({ name: 'K', scopes: ['agent'], agent: rival.agentId })).rejects.toMatchObject({ status: 422 })
})
