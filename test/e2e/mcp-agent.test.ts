// Somebody's own Claude Code, connected as docs/mcp.md says: the real CLI works on an issue with Dispatch's tools, resources and
// prompts, against a scripted model.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { Issue } from '#src/issues/schemas.ts'
import { pinnedBinary } from '#src/runner/claude-code/binary.ts'
import { exactly } from '#src/runner/exact-environment.ts'
import { tool } from '#test/scripted-model/scenario.ts'
import { type ScriptedModel, startScriptedModel } from '#test/scripted-model/server.ts'
import { type Dispatch, showLogsOfFailures, startDispatch } from './kit/dispatch.ts'
import { readPlan } from './kit/runs.ts'

const run = promisify(execFile)
const plan = '# Cause\n\nThe cart may be missing.\n\n# Change\n\nRead the total only if there is a cart.'

let dispatch: Dispatch
let model: ScriptedModel
let home: string
let issue: { id: string; identifier: string }

beforeAll(async () => {
  model = await startScriptedModel({ scenarios: {} })
  dispatch = await startDispatch()
  home = mkdtempSync(join(tmpdir(), 'dispatch-own-agent-'))
  const { api } = dispatch
  await api.post('/api/agents', { name: 'Codey', adapter: 'claude_code', enabled: false })
  issue = await api.post('/api/issues', { title: 'Checkout fails for empty carts', description: 'It throws at the total.' })
  await api.post('/api/issues', { title: 'The checkout of an empty cart throws an error' })
  const { key } = await api.post<{ key: string }>('/api/keys', { name: 'Laptop', scopes: ['agent', 'write'], agent: 'Codey' })
  const header = `Authorization: Bearer ${key}`
  await claude([
    'mcp',
    'add',
    '--scope',
    'user',
    '--transport',
    'http',
    'dispatch',
    `${dispatch.origin}/api/mcp`,
    '--header',
    header,
  ])
})
afterAll(async () => {
  await dispatch?.stop()
  await model?.close()
  rmSync(home, { recursive: true, force: true })
})
showLogsOfFailures(() => dispatch)

/** As a person's shell would start it, except that it is told where the model is and to call nobody else. */
function claude(args: string[], scenario = 'none') {
  const env = exactly({
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: home,
    CLAUDE_CONFIG_DIR: join(home, '.claude'),
    ANTHROPIC_BASE_URL: model.urlOf(scenario),
    ANTHROPIC_API_KEY: 'scripted',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    ENABLE_TOOL_SEARCH: 'false',
  })
  // It would wait for a prompt on an open stdin.
  const started = run(pinnedBinary() ?? 'claude', args, { env, cwd: home, timeout: 120_000, maxBuffer: 50_000_000 })
  started.child.stdin?.end()
  return started
}

const resultSchema = z.looseObject({ is_error: z.boolean(), permission_denials: z.array(z.unknown()) })

/** Plays the calls one by one, and gives what the model was told after each. */
async function play(scenario: string, prompt: string, calls: { name: string; input: Record<string, unknown> }[]) {
  model.scenarios[scenario] = { turns: [...calls.map((use) => ({ tools: [use] })), { text: 'Done.' }] }
  const { stdout } = await claude(['-p', prompt, '--output-format', 'json', '--allowedTools', 'mcp__dispatch'], scenario)
  expect(resultSchema.parse(JSON.parse(stdout))).toMatchObject({ is_error: false, permission_denials: [] })
  const asked = model.requests.filter((request) => request.scenario === scenario && request.tools.length > 0)
  return {
    offered: asked[0]?.tools ?? [],
    prompt: asked[0]?.body ?? '',
    heard: asked.slice(1).map(({ lastResult }) => lastResult),
  }
}

test('the CLI connects', async () => {
  const { stdout } = await claude(['mcp', 'list'])
  expect(stdout).toMatch(/dispatch: .*\/api\/mcp \(HTTP\) - .*Connected/)
})

test('the agent finds, claims, plans, comments, files and changes, and is told why it may not implement', async () => {
  const of = { issue: issue.identifier }
  const calls = [
    tool('search_issues', { query: 'checkout total' }),
    tool('find_similar', of),
    tool('claim_issue', of),
    tool('get_issue', of),
    tool('get_my_issues'),
    tool('post_plan', { ...of, content: plan }),
    tool('add_comment', { ...of, body: 'The plan waits for you.' }),
    tool('create_issue', { title: 'Empty carts need a test', priority: 'P4' }),
    tool('update_issue', { ...of, changes: { priority: 'P1' } }),
    tool('list_issues', { category: ['needs_review'] }),
    tool('poll_events', { limit: 5 }),
    tool('get_approved_plan', of),
    tool('dispatch_implementation', of),
    tool('release_issue', of),
  ]
  const { offered, heard } = await play('work', `Work on ${issue.identifier}.`, calls)
  expect(offered).toEqual(expect.arrayContaining(calls.map(({ name }) => name)))
  expect(heard).toHaveLength(calls.length)
  for (const text of heard) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(8_192)
  const [found, similar, claimed, read, mine, posted, commented, filed, changed, listed, events, approved, refused, released] =
    heard
  // The model reads an answer once: as text or as structured content, which are the same.
  expect(JSON.parse(read ?? '')).toMatchObject({
    issue: issue.identifier,
    untrusted: [{ source: 'title' }, { source: 'description' }],
  })
  for (const text of [found, read, mine, listed]) expect(text).toContain(issue.identifier)
  expect(similar).toContain('empty cart')
  expect(claimed).toContain("is Codey's")
  expect(posted).toContain('waits for a person')
  expect(commented).toContain('cmt_')
  expect(filed).toContain('was filed')
  expect(changed).toContain('P1')
  expect(events).toContain('issue.created')
  expect(approved).toContain('plan_not_approved')
  expect(refused).toMatch(/plan_not_approved|gate_refused/)
  expect(released).toContain('is free')

  expect(await readPlan(dispatch, issue.id)).toMatchObject({ content: plan, state: 'submitted', created_by: { type: 'key' } })
  expect(await dispatch.api.get<Issue>(`/api/issues/${issue.id}`)).toMatchObject({
    priority: 'P1',
    assignee: null,
    status: { category: 'needs_review' },
  })
})

test('a prompt is a command of the CLI, and issues are resources that it reads', async () => {
  const uri = `dispatch://issues/${issue.identifier}/plan`
  const { prompt, heard } = await play('read', `/mcp__dispatch__implement ${issue.identifier}`, [
    { name: 'ListMcpResourcesTool', input: { server: 'dispatch' } },
    { name: 'ReadMcpResourceTool', input: { server: 'dispatch', uri } },
  ])
  expect(prompt).toContain(`Implement the approved plan of the issue ${issue.identifier} of Dispatch.`)
  expect(heard[0]).toContain(uri)
  expect(heard[1]).toContain('Untrusted: a proposal that no person has approved')
  expect(heard[1]).toContain('Read the total only if there is a cart.')
})
