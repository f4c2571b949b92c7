import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApi } from '#src/platform/http/app.ts'
import { type RunsKit, runsKit, type Shop, shop } from '#test/runs/runs-runtime.ts'
import { request } from '#test/runtime.ts'
import { rotateAgentSecret } from '../mcp/rotate-agent-secret.ts'
import { readAgentSettings } from '../runs/domain/agent-settings.ts'
import { changeAgent, createAgent, readAgents } from './manage-agents.ts'
import { agentRoutes } from './routes.ts'
import { changeAgentRow } from './store.ts'

let kit: RunsKit
beforeAll(async () => {
  kit = await runsKit()
})
afterAll(() => kit.runtime.close())

/** A demo workspace with a disabled agent that is real, from before it was one. */
async function demo(): Promise<Shop> {
  const workspace = await shop(kit, { agent: { enabled: false } })
  await kit.runtime.database.kysely
    .updateTable('dispatch_workspace')
    .set({ is_demo: true })
    .where('id', '=', workspace.id)
    .execute()
  return workspace
}

const refusal = { status: 422, code: 'demo_workspace' }

test('a demo workspace gets simulated agents only', async () => {
  const workspace = await demo()
  const admin = workspace.person()
  await expect(createAgent(admin, { name: 'Real', adapter: 'claude_code' })).rejects.toMatchObject(refusal)
  expect(await createAgent(admin, { name: 'Played', adapter: 'simulator' })).toMatchObject({ enabled: true })
})

test('a real agent of a demo workspace cannot be switched on or made the default one', async () => {
  const workspace = await demo()
  const admin = workspace.person()
  await expect(changeAgent(admin, workspace.agentId, { enabled: true })).rejects.toMatchObject(refusal)
  await expect(changeAgent(admin, workspace.agentId, { is_default: true })).rejects.toMatchObject(refusal)
  expect(await changeAgent(admin, workspace.agentId, { name: 'Retired', enabled: false })).toMatchObject({ name: 'Retired' })
})

test('elsewhere real agents are welcome', async () => {
  const workspace = await shop(kit)
  expect(await createAgent(workspace.person(), { name: 'Real', adapter: 'claude_code' })).toMatchObject({ enabled: true })
})

test('the address of an agent is told to no event, and whole only to who may change it', async () => {
  const workspace = await shop(kit)
  const address = 'https://hooks.example.com/tok_5f2c9'
  const { id } = await createAgent(workspace.person(), { name: 'Remote', adapter: 'claude_code', webhook_url: address })
  await changeAgent(workspace.person(), id, { webhook_url: `${address}a` })
  const events = await kit.runtime.database.kysely
    .selectFrom('dispatch_event')
    .select('payload')
    .where('workspace_id', '=', workspace.id)
    .where('subject_id', '=', id)
    .execute()
  expect(events).toHaveLength(2)
  expect(JSON.stringify(events)).not.toContain('tok_')
  const api = createApi(kit.runtime, [agentRoutes()])
  const shown = async (key: string) => {
    const { items } = await (await request(api, { path: '/api/agents', key })).json()
    return items.find((agent: { id: string }) => agent.id === id).webhook_url
  }
  expect(await shown(await workspace.apiKey('admin'))).toBe(`${address}a`)
  for (const scope of ['read', 'write', 'agent'] as const)
    expect(await shown(await workspace.apiKey(scope))).toBe('https://hooks.example.com/…')
})

test('a person with an old password is asked for it before an agent gets an address or a secret', async () => {
  const workspace = await shop(kit)
  const person = workspace.person()
  const confirmedAt = new Date(person.now.getTime() - 13 * 3_600_000)
  const stale = { ...person, session: { id: 's', expiresAt: person.now, confirmedAt, isShared: true } }
  const refused = { code: 'password_required' }
  const webhook_url = 'https://hooks.example.com/agent'
  await expect(createAgent(stale, { name: 'Far', adapter: 'claude_code', webhook_url })).rejects.toMatchObject(refused)
  const { id } = await createAgent(person, { name: 'Far', adapter: 'claude_code', webhook_url })
  await expect(changeAgent(stale, id, { webhook_url: `${webhook_url}s` })).rejects.toMatchObject(refused)
  expect(await changeAgent(stale, id, { name: 'Farther', webhook_url })).toMatchObject({ name: 'Farther' })
  await expect(rotateAgentSecret(stale, id)).rejects.toMatchObject(refused)
  expect(await rotateAgentSecret(person, id)).toMatch(/^whsec_/)
})

test('of agents that become the default one at the same moment, one is, and nobody hears of a taken name', async () => {
  const workspace = await shop(kit)
  const admin = workspace.person()
  const made = await Promise.all(
    ['One', 'Two', 'Three', 'Four'].map((name) => createAgent(admin, { name, adapter: 'simulator', is_default: true })),
  )
  await Promise.all(made.map(({ id }) => changeAgent(admin, id, { is_default: true })))
  expect((await readAgents(admin)).filter(({ is_default }) => is_default)).toHaveLength(1)
})

test('limits and what a simulated agent plays are set, changed, taken away and told; a real agent plays nothing', async () => {
  const workspace = await shop(kit)
  const key = await workspace.apiKey('admin')
  const app = createApi(kit.runtime, [agentRoutes()])
  const send = async (method: 'POST' | 'PATCH', path: string, body: object) => {
    const answer = await request(app, { method, path, key, body })
    return { status: answer.status, body: await answer.json() }
  }
  const made = await send('POST', '/api/agents', { name: 'Stuck', adapter: 'simulator', simulation: { scenario: 'stall' } })
  expect(made).toMatchObject({
    status: 201,
    body: { simulation: { scenario: 'stall', pace_ms: 400 }, max_concurrent_runs: null },
  })
  const path = `/api/agents/${made.body.id}`
  expect(await send('PATCH', path, { max_concurrent_runs: 2, turns_max: 30 })).toMatchObject({
    status: 200,
    body: { max_concurrent_runs: 2, turns_max: 30, simulation: { scenario: 'stall' } },
  })
  expect(await send('PATCH', path, { max_concurrent_runs: null })).toMatchObject({
    body: { max_concurrent_runs: null, turns_max: 30 },
  })
  expect(await send('PATCH', path, { simulation: { scenario: 'dance' } })).toMatchObject({ status: 422 })
  expect(await send('PATCH', `/api/agents/${workspace.agentId}`, { simulation: { scenario: 'crash' } })).toMatchObject({
    status: 422,
    body: { errors: [{ path: 'simulation' }] },
  })
})

test('two settings that are changed at once are both kept, and what is stored wrongly drops nothing else', async () => {
  const workspace = await shop(kit)
  const db = kit.runtime.database.kysely
  const given = { max_concurrent_runs: 2, turns_max: 30 }
  const { id } = await createAgent(workspace.person(), { name: 'Busy', adapter: 'claude_code', ...given })
  // Each knows only of its own.
  await changeAgentRow(db, id, { settings: { max_concurrent_runs: 3 } })
  await changeAgentRow(db, id, { settings: { turns_max: 40 } })
  const agent = (await readAgents(workspace.person())).find((each) => each.id === id)
  expect(readAgentSettings(agent?.settings)).toMatchObject({ max_concurrent_runs: 3, turns_max: 40 })
  expect(readAgentSettings({ max_concurrent_runs: 0, turns_max: 40, simulation: { scenario: 'unheard of' } })).toEqual({
    max_concurrent_runs: null,
    turns_max: 40,
    simulation: null,
  })
})
