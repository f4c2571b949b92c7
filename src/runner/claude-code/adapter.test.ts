// The real Claude Code binary against a scripted model and a stand-in MCP server: what it does, and how each end is judged.
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { makeRemote, plainGit, type ScratchRemote } from '#test/git/scratch-repository.ts'
import { bash, scenario, tool, writeFile } from '#test/scripted-model/scenario.ts'
import { type ScriptedModel, startScriptedModel } from '#test/scripted-model/server.ts'
import { type StandInMcp, startStandInMcp } from '#test/scripted-model/stand-in-mcp.ts'
import type { AgentOutcome, AgentProcess, AgentSpec, TranscriptEntry } from '../../runs/domain/agent-adapter.ts'
import { findRunProcesses } from '../process-tree.ts'
import { createClaudeCodeAdapter } from './adapter.ts'
import { pinnedBinary } from './binary.ts'

const path = '/usr/local/bin:/usr/bin:/bin'
const adapter = createClaudeCodeAdapter({ configured: null, path })
let model: ScriptedModel
let mcp: StandInMcp
let remote: ScratchRemote
let sequence = 0

beforeAll(async () => {
  model = await startScriptedModel({ scenarios })
  mcp = await startStandInMcp()
  await adapter.check()
})
afterAll(async () => {
  await model.close()
  await mcp.close()
})
afterEach(() => remote.remove())

const big = { input_tokens: 200_000, output_tokens: 20_000 }
const scenarios = {
  investigate: scenario.investigate({ plan: '1. Add a greeting', read: ['README.md'] }),
  sneaky: scenario.hostile({
    commands: ['touch sneaked'],
    tools: [{ name: 'Write', input: { file_path: '/tmp/sneaked', content: 'x' } }],
  }),
  implement: scenario.implement({
    edits: [
      { path: 'greeting.txt', content: 'hello\n' },
      { path: 'README.md', find: '# demo', replace: '# Demo' },
    ],
    commitMessage: "Add a greeting, it's short",
  }),
  text: { turns: [{ text: 'Nothing to do.' }, { text: 'Resumed.' }] },
  budget: { turns: Array.from({ length: 30 }, (_, i) => ({ text: `Turn ${i}.`, tools: [bash(`ls ${i}`)], usage: big })) },
  turns: { turns: Array.from({ length: 30 }, () => ({ tools: [tool('get_issue')] })) },
  unauthorized: { turns: [{ text: 'never' }], validKeys: ['another'] },
  rejected: scenario.failing(400, 'invalid_request_error', 'messages: something is wrong'),
  silent: { turns: [{ hang: 'headers' as const }] },
  sleeper: scenario.command('sleep 73001'),
  // The CLI refuses `&` itself; but who may edit the tests and run them can run anything.
  litter: {
    turns: [
      {
        tools: [
          writeFile('test.sh', 'setsid sleep 73002 >/dev/null 2>&1 &\nenv -i setsid sleep 73003 >/dev/null 2>&1 &\nsleep 0.3\n'),
        ],
      },
      ...scenario.command('sh test.sh').turns,
    ],
  },
}

interface Started {
  process: AgentProcess
  spec: AgentSpec
}

function start(name: keyof typeof scenarios, over: Partial<AgentSpec> = {}): Started {
  remote = makeRemote()
  const runId = `run_adapter${++sequence}`
  const [checkout, home, control] = ['work', 'home', 'control'].map((part) => join(remote.root, part)) as [string, string, string]
  mkdirSync(join(home, 'tmp'), { recursive: true })
  mkdirSync(control)
  mcp.tokens.add(`mcp-${runId}`)
  const spec: AgentSpec = {
    runId,
    profile: 'implement',
    intent: 'implement',
    issueIdentifier: 'DSP-1',
    model: 'claude-sonnet-4-5',
    directories: { checkout, home, control },
    modelAccess: { kind: 'proxy', baseUrl: model.urlOf(name), token: 'run-token' },
    mcp: { url: mcp.url, token: `mcp-${runId}` },
    commands: { setup: 'sleep', test: 'ls' },
    budgetMicroUsd: 5_000_000,
    turnsMax: null,
    resume: null,
    timeouts: {},
    confine: (command) => command,
    handOver: () => {},
    uid: null,
    ...over,
  }
  return { process: adapter.start(spec), spec }
}

async function finish(
  started: Started,
  onEntry: (entry: TranscriptEntry) => void = () => {},
): Promise<{ entries: TranscriptEntry[]; outcome: AgentOutcome }> {
  const entries: TranscriptEntry[] = []
  for await (const entry of started.process.entries) {
    entries.push(entry)
    onEntry(entry)
  }
  return { entries, outcome: await started.process.outcome }
}

const withClaude = test.runIf(pinnedBinary() !== null)

withClaude('an investigation reads, posts its plan and reports', async () => {
  const started = start('investigate', { profile: 'investigate', intent: 'investigate' })
  const { outcome, entries } = await finish(started)
  expect(outcome).toMatchObject({ failureCode: null, exit: 0, resumable: true, stoppedBy: null, denials: [] })
  expect(mcp.toolsCalled(started.spec.mcp.token)).toEqual(['get_issue', 'post_plan', 'complete_run'])
  expect(entries).toContainEqual(expect.objectContaining({ kind: 'tool_result', text: expect.stringContaining('# demo') }))
  expect(model.requests.findLast((request) => request.tools.length > 0)?.tools).not.toContain('Bash')
})

withClaude('an investigation can neither run nor write', async () => {
  const { outcome, entries } = await finish(start('sneaky', { profile: 'investigate', intent: 'investigate' }))
  expect(outcome.failureCode).toBeNull()
  expect(existsSync(join(remote.root, 'work', 'sneaked'))).toBe(false)
  expect(existsSync('/tmp/sneaked')).toBe(false)
  expect(entries.filter((entry) => entry.kind === 'tool_result' && entry.isError)).toHaveLength(2)
})

withClaude('an implementation edits, commits and reports, and its cost is counted', async () => {
  const started = start('implement')
  const { outcome } = await finish(started)
  expect(outcome).toMatchObject({ failureCode: null, exit: 0, sessionId: expect.stringMatching(/^[0-9a-f-]{36}$/) })
  expect(outcome.costMicroUsd).toBe(outcome.turns * 0 + (outcome.usage.inputTokens * 3 + outcome.usage.outputTokens * 15))
  const checkout = started.spec.directories.checkout
  expect(plainGit(checkout, 'log', '-1', '--format=%s %an')).toBe("Add a greeting, it's short Dispatch Agent")
  expect(plainGit(checkout, 'status', '--porcelain')).toBe('')
  expect(readFileSync(join(checkout, 'README.md'), 'utf8')).toBe('# Demo\n')
  expect(mcp.toolsCalled(started.spec.mcp.token)).toEqual(['get_approved_plan', 'complete_run'])
})

withClaude('the session files are private while the agent runs and gone afterwards', async () => {
  const started = start('investigate', { profile: 'investigate', intent: 'investigate' })
  const file = join(started.spec.directories.control, 'mcp.json')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  await finish(started)
  expect(existsSync(file)).toBe(false)
})

withClaude('a session goes on in a second process, which costs only its own', async () => {
  const first = start('text')
  const { outcome } = await finish(first)
  const resumed = adapter.start({
    ...first.spec,
    intent: 'feedback',
    resume: { sessionId: outcome.sessionId ?? '', costBeforeMicroUsd: outcome.costMicroUsd ?? 0 },
  })
  const again = await finish({ process: resumed, spec: first.spec })
  expect(again.outcome).toMatchObject({ failureCode: null, sessionId: outcome.sessionId, costMicroUsd: outcome.costMicroUsd })
  expect(again.entries).toContainEqual(expect.objectContaining({ kind: 'text', text: 'Resumed.' }))
  expect(model.requests.at(-1)?.lastUserText).toContain('There is feedback on your work on issue DSP-1.')
})

withClaude.each<[keyof typeof scenarios, Partial<AgentSpec>, Partial<AgentOutcome>]>([
  ['budget', { budgetMicroUsd: 1_250_000 }, { failureCode: 'budget_exceeded', resumable: true, stoppedBy: null }],
  ['turns', { turnsMax: 2 }, { failureCode: 'turn_limit' }],
  ['rejected', {}, { failureCode: 'request_rejected', retryable: false }],
  ['unauthorized', {}, { failureCode: 'auth_failed', stoppedBy: 'auth_failed' }],
  ['silent', { timeouts: { silenceMs: 2500 } }, { failureCode: 'stalled', stoppedBy: 'stalled', retryable: true }],
  ['sleeper', { timeouts: { wallMs: 3000 } }, { failureCode: 'timed_out' }],
  [
    'text',
    { mcp: { url: 'http://127.0.0.1:9/mcp', token: 'x' } },
    { failureCode: 'tools_unavailable', retryable: true, resumable: false },
  ],
  [
    'text',
    { resume: { sessionId: '3b6fa1f0-9a8f-4c40-9c27-0a4d6b3c1f11', costBeforeMicroUsd: 0 } },
    { failureCode: 'start_failed' },
  ],
])('%s with %j ends as %j', async (name, over, expected) => {
  const before = Date.now()
  const { outcome } = await finish(start(name, over))
  expect(outcome).toMatchObject(expected)
  expect(Date.now() - before).toBeLessThan(15_000)
})

withClaude('a cancel in the middle of a tool ends everything and keeps the session', async () => {
  const started = start('sleeper')
  const { outcome } = await finish(started, (entry) => {
    if (entry.kind === 'tool_call') started.process.stop('canceled', 'A person canceled the run.')
  })
  expect(outcome).toMatchObject({
    failureCode: 'canceled',
    detail: 'A person canceled the run.',
    stoppedBy: 'canceled',
    resumable: true,
  })
  expect(findRunProcesses({ runId: started.spec.runId, directories: [started.spec.directories.checkout] })).toEqual([])
})

withClaude('a process killed from outside has crashed', async () => {
  const started = start('sleeper')
  const { outcome } = await finish(started, (entry) => {
    if (entry.kind === 'tool_call') process.kill(started.process.pid ?? 0, 'SIGKILL')
  })
  expect(outcome).toMatchObject({ failureCode: 'crashed', signal: 'SIGKILL', retryable: true, resumable: true, stoppedBy: null })
})

withClaude('daemons do not outlive a run that ended well', async () => {
  const started = start('litter', { commands: { setup: null, test: 'sh test.sh' } })
  const { outcome } = await finish(started)
  expect(outcome.failureCode).toBeNull()
  expect(outcome.leftoversKilled).toBeGreaterThanOrEqual(2)
  await vi.waitUntil(() => findRunProcesses({ runId: started.spec.runId, directories: [remote.root] }).length === 0)
})

test('a program that cannot be started is a failed start', async () => {
  const started = start('text', { confine: (command) => ({ ...command, file: '/nonexistent/claude' }) })
  const { outcome } = await finish(started)
  expect(outcome).toMatchObject({ failureCode: 'start_failed', detail: expect.stringContaining('ENOENT'), resumable: false })
})
