// The simulator plays each scenario through the executor: real processes, real tools, real git, no model and no money.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { parseAllowList } from '#src/platform/net/allow-list.ts'
import { makeRemote, plainGit, type ScratchRemote } from '#test/git/scratch-repository.ts'
import { type StandInMcp, startStandInMcp } from '#test/scripted-model/stand-in-mcp.ts'
import { createLogger } from '../../platform/log.ts'
import type { TranscriptEntry } from '../../runs/domain/agent-adapter.ts'
import type { RunEvidence, RunJob } from '../../runs/domain/executor.ts'
import { createRunner, type Runner } from '../create-runner.ts'

const path = '/usr/local/bin:/usr/bin:/bin'
let mcp: StandInMcp
let remote: ScratchRemote
let runner: Runner
let sequence = 0

beforeAll(async () => {
  mcp = await startStandInMcp()
})
afterAll(() => mcp.close())
beforeEach(async () => {
  remote = makeRemote({ 'src/greeting.js': 'export function greet(user) {\n  return `Hello ${user.name.first}`\n}\n' })
  runner = await createRunner({
    dataDirectory: join(remote.root, 'data'),
    path,
    allowed: { sandbox: false, otherUser: false },
    claudeBinary: null,
    modelSettings: () => ({ apiKey: null, baseUrl: 'http://127.0.0.1:9', isGateway: false, oauthToken: null }),
    outboundAllow: parseAllowList('127.0.0.1').list,
    secrets: () => [],
    log: createLogger('silent'),
  })
})
afterEach(async () => {
  await runner.close()
  remote.remove()
})

async function play(
  scenario: string,
  over: Partial<RunJob> = {},
): Promise<{ evidence: RunEvidence; entries: TranscriptEntry[]; tools: string[] }> {
  const runId = `run_sim${++sequence}`
  const token = `token-${runId}`
  mcp.tokens.add(token)
  const job: RunJob = {
    runId,
    profile: 'implement',
    intent: 'implement',
    issueIdentifier: 'DSP-1',
    agent: { adapter: 'simulator', model: null, simulation: { scenario, paceMs: 0 } },
    repository: { id: 'rep_1', gitUrl: remote.url, defaultBranch: 'main', credential: null, allowLocal: true },
    commands: { setup: null, test: null },
    baseSha: null,
    branch: 'dispatch/dsp-1-greeting',
    mcp: { url: mcp.url, token },
    budgetMicroUsd: 1_000_000,
    turnsMax: null,
    resume: null,
    publicText: true,
    acceptUnconfined: false,
    timeouts: {},
    secrets: [],
    ...over,
  }
  const entries: TranscriptEntry[] = []
  const hooks = {
    onPhase: () => {},
    onEntry: (entry: TranscriptEntry) => void entries.push(entry),
    onUsage: () => {},
    onHeartbeat: () => {},
  }
  const evidence = await runner.executor.execute(job, hooks, new AbortController().signal)
  return { evidence, entries, tools: mcp.toolsCalled(token) }
}

test('an investigation posts a plan through the real tools', async () => {
  const { evidence, entries, tools } = await play('success', { profile: 'investigate', intent: 'investigate', branch: null })
  expect(evidence).toMatchObject({ failureCode: null, usage: { source: 'simulated', microUsd: 0 }, git: { commits: [] } })
  expect(tools).toEqual(['get_run_context', 'get_issue', 'post_activity', 'post_plan', 'complete_run'])
  expect(entries[0]).toMatchObject({ kind: 'system', event: 'started', data: { simulated: true } })
  expect(entries.at(-1)).toMatchObject({ kind: 'result', ok: true, sessionCostMicroUsd: 0 })
})

test('an implementation edits a file and commits it', async () => {
  const { evidence, tools } = await play('success')
  expect(evidence).toMatchObject({ failureCode: null, git: { cleanTree: true, commits: [{ subject: expect.any(String) }] } })
  expect(tools).toContain('complete_run')
  await runner.git.pushBranch(
    { id: 'rep_1', gitUrl: remote.url, defaultBranch: 'main', credential: null, allowLocal: true },
    'dispatch/dsp-1-greeting',
    evidence.git?.headSha ?? '',
  )
  expect(plainGit(remote.url, 'log', '-1', '--format=%b', 'dispatch/dsp-1-greeting')).toBe('DSP-1, simulated run.')
})

test.each<[string, Partial<RunEvidence>, string | undefined]>([
  ['blocked', { failureCode: null }, 'report_blocker'],
  ['question', { failureCode: null }, 'ask_question'],
  ['rate_limit', { failureCode: 'rate_limited' }, undefined],
  ['crash', { failureCode: 'crashed' }, undefined],
  ['garbage', { failureCode: null }, undefined],
])('%s ends as it should', async (scenario, expected, tool) => {
  const { evidence, tools } = await play(scenario)
  expect(evidence).toMatchObject(expected)
  expect(tools.slice(2)).toEqual(tool ? [tool] : [])
})

test('a stall is noticed and stopped', async () => {
  const { evidence } = await play('stall', { timeouts: { silenceMs: 1500 } })
  expect(evidence).toMatchObject({ failureCode: 'stalled', stoppedBy: 'stalled' })
})

test('garbage is shown and does no harm', async () => {
  const { entries } = await play('garbage')
  expect(entries.filter((entry) => entry.kind === 'system' && entry.event === 'unreadable_output')).toHaveLength(3)
})

test('tools that are away are a failed start', async () => {
  const { evidence } = await play('success', { mcp: { url: 'http://127.0.0.1:9/mcp', token: 'x' } })
  expect(evidence).toMatchObject({ failureCode: 'start_failed', git: { commits: [] } })
  expect(readdirSync(join(remote.root, 'data', 'runs'))).toHaveLength(1)
})
