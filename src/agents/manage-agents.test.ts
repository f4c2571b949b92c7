import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunsKit, runsKit, type Shop, shop } from '#test/runs/runs-runtime.ts'
import { changeAgent, createAgent } from './manage-agents.ts'

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
