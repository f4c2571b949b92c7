import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import type { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createIssue } from '#src/issues/create-issue.ts'
import { agentKey, call, connect, type McpServer, runWithToken, serveMcp } from '#test/mcp-kit.ts'
import { type RunsKit, runsKit, type Shop, shop } from '#test/runs/runs-runtime.ts'
import { createMcpServer } from './create-server.ts'

let kit: RunsKit
let server: McpServer
let open = 0
const made: WeakRef<Server>[] = []

beforeAll(async () => {
  kit = await runsKit()
  server = await serveMcp(kit.runtime, (ctx) => {
    const one = createMcpServer(ctx)
    open++
    one.onclose = () => void open--
    made.push(new WeakRef(one))
    return one
  })
})
afterAll(async () => {
  await server.close()
  await kit.runtime.close()
})

interface Session {
  client: Client
  issue: string
  /** Stands in the texts of this session's workspace or issue, and in no other. */
  mark: string
  isRun: boolean
}

/** Two workspaces, twenty keys each, and ten runs: each session has an issue of its own with a mark of its own. */
async function fiftySessions(): Promise<Session[]> {
  const policy = { max_concurrent_runs: 50, runs_per_day_other: 100, day_budget_usd: 1000 }
  const workspaces = [await shop(kit, { policy }), await shop(kit, { policy })]
  return Promise.all(Array.from({ length: 50 }, (_, index) => openSession(workspaces[index % 2] as Shop, index)))
}

async function openSession(workspace: Shop, index: number): Promise<Session> {
  const mark = `mark-${workspace.prefix}-${index}-end`
  const { id, identifier } = await createIssue(workspace.person(), { title: `Checkout ${mark}`, description: mark.repeat(3) })
  const isRun = index >= 40
  const token = isRun ? (await runWithToken(workspace, id)).token : await agentKey(workspace, workspace.agentId, 'write')
  return { client: await connect(server.url, token), issue: identifier, mark, isRun }
}

test('fifty sessions at once use all kinds of requests, and each hears its own answers', async () => {
  const sessions = await fiftySessions()
  const heard = await Promise.all(sessions.map(async (session) => ({ session, text: await useEverything(session) })))
  for (const { session, text } of heard) {
    expect(text).toContain(session.mark)
    const foreign = session.isRun
      ? sessions.filter((other) => other !== session)
      : sessions.filter((other) => other.issue.split('-')[0] !== session.issue.split('-')[0])
    expect(foreign.filter((other) => text.includes(other.mark))).toEqual([])
  }
  await Promise.all(sessions.map(({ client }) => client.close()))
  // Some 550 requests: seconds, and more where several programs wait for each processor.
}, 120_000)

async function useEverything({ client, issue, isRun }: Session): Promise<string> {
  const uri = `dispatch://issues/${issue}`
  const answers = await Promise.all([
    client.listTools().then(() => null),
    call(client, 'get_issue', { issue }),
    call(client, 'add_comment', { issue, body: `From ${issue}` }),
    client.readResource({ uri }),
    client.listResources(),
    client.complete({
      ref: { type: 'ref/resource', uri: 'dispatch://issues/{identifier}' },
      argument: { name: 'identifier', value: '' },
    }),
    ...(isRun ? ofRuns(client) : ofKeys(client, issue)),
  ])
  const refused = answers.filter((answer) => answer !== null && 'isError' in answer && answer.isError === true)
  expect(refused).toEqual([])
  return JSON.stringify(answers)
}

const ofRuns = (client: Client) => [
  call(client, 'get_run_context'),
  call(client, 'post_activity', { summary: 'Found it' }),
  call(client, 'update_agent_status', { status: 'reading' }),
  call(client, 'find_similar'),
]

const ofKeys = (client: Client, issue: string) => [
  call(client, 'list_issues', { limit: 5 }),
  call(client, 'search_issues', { query: 'checkout', limit: 3 }),
  call(client, 'create_issue', { title: `Another of ${issue}` }),
  call(client, 'update_issue', { issue, changes: { priority: 'P1' } }),
  call(client, 'claim_issue', { issue }),
  call(client, 'poll_events', { limit: 3 }),
  client.getPrompt({ name: 'investigate', arguments: { issue } }),
]

test('nothing of the sessions is left: every server is closed and collected, every connection ended', async () => {
  expect(made.length).toBeGreaterThan(500)
  expect(open).toBe(0)
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  await vi.waitFor(
    () => {
      collect()
      // The last one may still stand on somebody's stack.
      expect(made.filter((server) => server.deref() !== undefined).length).toBeLessThanOrEqual(5)
    },
    { timeout: 20_000, interval: 100 },
  )
  await vi.waitFor(async () => expect(await server.connections()).toBe(0), { timeout: 20_000 })
})
