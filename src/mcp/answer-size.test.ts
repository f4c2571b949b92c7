import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addComment } from '#src/issues/add-comment.ts'
import { claimIssue } from '#src/issues/claim-issue.ts'
import { createIssue } from '#src/issues/create-issue.ts'
import { addLabels } from '#src/issues/labels.ts'
import { withTransaction } from '#src/platform/context.ts'
import { agentKey, connect, type McpServer, runWithToken, serveMcp } from '#test/mcp-kit.ts'
import { anApprovedPlan, type RunsKit, runsKit, type Shop, shop } from '#test/runs/runs-runtime.ts'

/** Each character of these takes more room in JSON, or in bytes, than it seems to. */
const hostile = (length: number) => '"\\\n\tß😀'.repeat(length / 6)

let kit: RunsKit
let server: McpServer
let acme: Shop
let issue: string
let key: Client
let agent: Client

beforeAll(async () => {
  kit = await runsKit()
  server = await serveMcp(kit.runtime)
  acme = await shop(kit)
  const holder = { id: acme.agentId, name: 'Claude' }
  for (let index = 0; index < 60; index++) {
    const title = `Checkout ${hostile(480).replace(/[\n\t]/g, '')} ${index}`
    const labels = Array.from({ length: 8 }, (_, n) => `${'"'.repeat(40)}${n}`)
    const { id } = await createIssue(acme.person(), { title, description: hostile(60_000) })
    await withTransaction(acme.person(), (tx) => addLabels(tx, id, labels))
    await claimIssue({ ...acme.key('agent'), agentId: acme.agentId }, { issueId: id, agent: holder })
    issue = id
  }
  for (let index = 0; index < 10; index++) await addComment(acme.person(), { issueId: issue, body: hostile(20_000) })
  await anApprovedPlan(acme, issue)
  await kit.runtime.database.kysely
    .updateTable('dispatch_plan')
    .set({ content: hostile(60_000) })
    .where('issue_id', '=', issue)
    .execute()
  key = await connect(server.url, await agentKey(acme, acme.agentId, 'write'))
  agent = await connect(server.url, (await runWithToken(acme, issue)).token)
})
afterAll(async () => {
  await key.close()
  await agent.close()
  await server.close()
  await kit.runtime.close()
})

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value))

test.each<[string, (() => Client) | null, Record<string, unknown>]>([
  ['list_issues', () => key, { limit: 50 }],
  ['search_issues', () => key, { query: 'checkout', limit: 20 }],
  ['find_similar', () => key, { text: 'Checkout fails', limit: 20 }],
  ['get_my_issues', () => key, { limit: 50 }],
  ['poll_events', () => key, { cursor: 0, limit: 100 }],
  ['get_issue', null, {}],
  ['get_approved_plan', null, {}],
  ['get_run_context', () => agent, {}],
  ['update_issue', () => key, { changes: { priority: 'P1' } }],
  ['create_issue', () => key, { title: hostile(480).replace(/[\n\t]/g, ''), description: hostile(60_000) }],
])('%s answers within 8 KB, whatever stands in the issues', async (name, from, input) => {
  const named = 'changes' in input || from === null ? { ...input, issue } : input
  for (const client of from === null ? [key, agent] : [from()]) {
    const answer = await client.callTool({ name, arguments: named })
    expect(answer.isError, JSON.stringify(answer.content)).toBeFalsy()
    expect(bytes(answer.content)).toBeLessThanOrEqual(8_192)
    expect(JSON.stringify(answer.structuredContent)).toBe((answer.content as { text: string }[])[0]?.text)
  }
})

test('more comes where more is asked for', async () => {
  const answer = await key.callTool({ name: 'get_issue', arguments: { issue, max_chars: 20_000 } })
  expect(bytes(answer.content)).toBeGreaterThan(20_000)
})

test('resources and lists of tools stay small too', async () => {
  expect(bytes((await key.readResource({ uri: (await key.listResources()).resources[0]?.uri ?? '' })).contents)).toBeLessThan(
    8_192,
  )
  expect(bytes((await key.listResources()).resources)).toBeLessThan(8_192)
  expect(bytes((await agent.listTools()).tools)).toBeLessThan(8_192)
  // One for each thing that a key may do; clients read it once in a session.
  expect(bytes((await key.listTools()).tools)).toBeLessThan(2 * 8_192)
})

test('an agent at work is not asked to name what is its own anyway', async () => {
  const fields = (await agent.listTools()).tools.flatMap(({ inputSchema }) => Object.keys(inputSchema.properties ?? {}))
  expect(fields).not.toContain('issue')
  expect(fields).not.toContain('run_id')
  expect((await key.listTools()).tools.find(({ name }) => name === 'post_plan')?.inputSchema.properties).toHaveProperty('run_id')
})
