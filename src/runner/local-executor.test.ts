// Whole runs on this machine: the real Claude Code binary, a scripted model behind the real proxy, real git, real confinement.
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { parseAllowList } from '#src/platform/net/allow-list.ts'
import { makeRemote, plainGit, type ScratchRemote } from '#test/git/scratch-repository.ts'
import { bash, type Scenario, scenario, tool, writeFile } from '#test/scripted-model/scenario.ts'
import { type ScriptedModel, startScriptedModel } from '#test/scripted-model/server.ts'
import { type StandInMcp, startStandInMcp } from '#test/scripted-model/stand-in-mcp.ts'
import { createLogger } from '../platform/log.ts'
import type { TranscriptEntry } from '../runs/domain/agent-adapter.ts'
import type { PhaseFacts, RunEvidence, RunHooks, RunJob, RunPhase, UsageRecord } from '../runs/domain/executor.ts'
import { pinnedBinary } from './claude-code/binary.ts'
import type { AllowedWays } from './confinement/probe.ts'
import { createRunner, type Runner } from './create-runner.ts'
import { findRunProcesses } from './process-tree.ts'

const realKey = 'sk-ant-api03-the-real-key-of-this-test'
const path = '/usr/local/bin:/usr/bin:/bin'
const branch = 'dispatch/dsp-1-greeting'
const unconfined = { sandbox: false, otherUser: false }
let model: ScriptedModel
let mcp: StandInMcp
let root: string
let remote: ScratchRemote
let sequence = 0
const runners: Runner[] = []

beforeAll(async () => {
  model = await startScriptedModel({ scenarios: {} })
  mcp = await startStandInMcp()
  root = mkdtempSync(join(tmpdir(), 'dispatch-executor-'))
  chmodSync(root, 0o755)
})
afterAll(async () => {
  await model.close()
  await mcp.close()
  rmSync(root, { recursive: true, force: true })
})
afterEach(async () => {
  for (const runner of runners.splice(0)) await runner.close()
  remote.remove()
})

interface Stage {
  runner: Runner
  dataDirectory: string
  job: RunJob
}

/** A runner whose model plays the scenario, and an implementation job for it. */
async function stage(
  played: Scenario,
  options: { allowed?: Partial<AllowedWays>; job?: Partial<RunJob>; key?: string | null } = {},
): Promise<Stage> {
  const name = `executor${++sequence}`
  const dataDirectory = join(root, name)
  mkdirSync(dataDirectory, { mode: 0o700 })
  writeFileSync(join(dataDirectory, 'master-key'), 'MASTER-KEY-CONTENT', { mode: 0o600 })
  remote = makeRemote()
  model.scenarios[name] = { validKeys: [realKey], ...played }
  const key = options.key === undefined ? realKey : options.key
  const runner = await createRunner({
    dataDirectory,
    agentsDirectory: join(root, `${name}-agents`),
    path,
    allowed: options.allowed ?? unconfined,
    claudeBinary: null,
    modelSettings: () => ({ apiKey: key, baseUrl: model.urlOf(name), isGateway: false, oauthToken: null }),
    outboundAllow: parseAllowList('127.0.0.1').list,
    secrets: () => ['a-configured-secret'],
    log: createLogger('silent'),
  })
  runners.push(runner)
  const runId = `run_${name}`
  mcp.tokens.add(`mcp-token-${runId}`)
  const job: RunJob = {
    runId,
    profile: 'implement',
    intent: 'implement',
    issueIdentifier: 'DSP-1',
    agent: { adapter: 'claude_code', model: 'claude-sonnet-4-5' },
    repository: { id: `rep_${name}`, gitUrl: remote.url, defaultBranch: 'main', credential: null, allowLocal: true },
    commands: { setup: null, test: 'sh test.sh' },
    baseSha: null,
    branch,
    mcp: { url: mcp.url, token: `mcp-token-${runId}` },
    budgetMicroUsd: 5_000_000,
    turnsMax: null,
    resume: null,
    publicText: false,
    acceptUnconfined: true,
    timeouts: {},
    secrets: [],
    ...options.job,
  }
  return { runner, dataDirectory, job }
}

interface Watched {
  evidence: RunEvidence
  entries: TranscriptEntry[]
  phases: [RunPhase, PhaseFacts][]
  usage: UsageRecord[]
  said: string
}

async function execute(
  { runner, job }: Stage,
  over: Partial<RunHooks> = {},
  controller = new AbortController(),
): Promise<Watched> {
  const entries: TranscriptEntry[] = []
  const phases: [RunPhase, PhaseFacts][] = []
  const usage: UsageRecord[] = []
  const hooks: RunHooks = {
    onPhase: (phase, facts) => void phases.push([phase, facts]),
    onEntry: (entry) => void entries.push(entry),
    onUsage: (record) => void usage.push(record),
    onHeartbeat: () => {},
    ...over,
  }
  const evidence = await runner.executor.execute(job, hooks, controller.signal)
  return { evidence, entries, phases, usage, said: JSON.stringify(entries) }
}

const greeting = scenario.implement({ edits: [{ path: 'greeting.txt', content: 'hello\n' }], commitMessage: 'Add a greeting' })
const withClaude = test.runIf(pinnedBinary() !== null)
const levels: Partial<AllowedWays>[] = [{}, { sandbox: false }, unconfined]
/** Those of them at which this machine keeps an agent away from our files. */
const walls = levels.slice(0, 2).filter(({ sandbox = true }) => process.getuid?.() === 0 || (sandbox && hasBubblewrap()))

withClaude.each(levels)('an implementation ends with commits in the mirror (allowed: %j)', async (allowed) => {
  const at = await stage(greeting, { allowed })
  const { evidence, phases, usage } = await execute(at)
  const { git } = evidence
  expect(evidence).toMatchObject({ failureCode: null, stoppedBy: null, confinement: at.runner.confinement, resumed: false })
  expect(git).toMatchObject({
    branch,
    baseSha: remote.tip('main'),
    startSha: remote.tip('main'),
    cleanTree: true,
    savedRef: null,
  })
  expect(git?.commits.map((commit) => commit.subject)).toEqual(['Add a greeting'])
  expect(git?.diff?.files.map((file) => file.path)).toEqual(['greeting.txt'])
  expect(phases.map(([phase]) => phase)).toEqual(['checkout', 'starting', 'running', 'collecting'])
  expect(evidence.usage).toMatchObject({ source: 'proxy', microUsd: usage.reduce((sum, record) => sum + record.microUsd, 0) })
  expect(evidence.usage.microUsd).toBe(evidence.agent?.costMicroUsd)
  expect(await at.runner.git.pushBranch(at.job.repository, branch, git?.headSha ?? '')).toMatchObject({ ok: true, created: true })
  expect(remote.tip(branch)).toBe(git?.headSha)
})

withClaude('an investigation changes nothing and leaves no checkout', async () => {
  const at = await stage(scenario.investigate({ plan: '1. Fix it' }), {
    job: { profile: 'investigate', intent: 'investigate', branch: null },
  })
  const { evidence } = await execute(at)
  expect(evidence).toMatchObject({ failureCode: null, git: { commits: [], cleanTree: true, branch: null } })
  expect(mcp.toolsCalled(at.job.mcp.token)).toEqual(['get_issue', 'post_plan', 'complete_run'])
  expect(readdirSync(join(at.dataDirectory, 'runs', at.job.runId))).toEqual(['home'])
})

withClaude('the agent runs within 300 ms besides the checkout', async () => {
  const at = await stage(greeting, { allowed: {} })
  await at.runner.check('claude_code')
  const { phases } = await execute(at)
  const running = phases.find(([phase]) => phase === 'running')?.[1]
  expect(running?.pid).toBeGreaterThan(0)
  expect(running?.startupMs).toBeLessThan(300)
})

withClaude('feedback goes on with session, branch and commits of the earlier run', async () => {
  const first = await stage({
    turns: [
      ...greeting.turns,
      {
        when: { userIncludes: 'feedback' },
        tools: [writeFile('more.txt', 'x\n'), bash('git add -A'), bash('git commit -qm Feedback')],
      },
    ],
  })
  const { evidence } = await execute(first)
  mcp.tokens.add('mcp-token-second')
  const resume = {
    sessionId: evidence.agent?.sessionId ?? '',
    fromRunId: first.job.runId,
    costBeforeMicroUsd: evidence.agent?.costMicroUsd ?? 0,
  }
  const second = await execute({
    ...first,
    job: {
      ...first.job,
      runId: `${first.job.runId}b`,
      intent: 'feedback',
      resume,
      mcp: { url: mcp.url, token: 'mcp-token-second' },
    },
  })
  expect(second.evidence).toMatchObject({ failureCode: null, resumed: true, agent: { sessionId: resume.sessionId } })
  expect(second.evidence.git).toMatchObject({ startSha: evidence.git?.headSha, commits: [{ subject: 'Feedback' }] })
  expect(second.evidence.git?.diff?.files.map((file) => file.path)).toEqual(['greeting.txt', 'more.txt'])
})

withClaude('work that was not committed is saved, and is there again when the run is continued', async () => {
  const first = await stage({
    turns: [
      { tools: [writeFile('draft.txt', 'unfinished\n')] },
      { text: 'I forgot to commit.' },
      { tools: [bash('git add -A'), bash('git commit -qm Draft')] },
      { text: 'Now it is.' },
    ],
  })
  const { evidence } = await execute(first)
  expect(evidence.git).toMatchObject({
    commits: [],
    cleanTree: false,
    dirtyPaths: ['draft.txt'],
    savedRef: `refs/dispatch/${first.job.runId}`,
  })
  const resume = { sessionId: evidence.agent?.sessionId ?? '', fromRunId: first.job.runId, costBeforeMicroUsd: 0 }
  const second = await execute({ ...first, job: { ...first.job, runId: `${first.job.runId}b`, intent: 'report', resume } })
  expect(second.evidence.git).toMatchObject({ cleanTree: true, savedRef: null, commits: [{ subject: 'Draft' }] })
})

withClaude.each(levels)('an agent that is asked to report goes on in the same run and session (allowed: %j)', async (allowed) => {
  const turns = [
    { tools: [writeFile('draft.txt', 'unfinished\n')] },
    { text: 'I forgot to commit.' },
    { tools: [bash('rm draft.txt')] },
    { text: 'Discarded.' },
  ]
  const at = await stage({ turns }, { allowed })
  const first = await execute(at)
  expect(first.evidence.git).toMatchObject({ cleanTree: false })
  const resume = { sessionId: first.evidence.agent?.sessionId ?? '', fromRunId: at.job.runId, costBeforeMicroUsd: 0 }
  const second = await execute({ ...at, job: { ...at.job, intent: 'report', resume } })
  expect(second.evidence).toMatchObject({
    failureCode: null,
    resumed: true,
    agent: { sessionId: resume.sessionId },
    git: { cleanTree: true, savedRef: null },
  })
  expect(second.said).toContain('Discarded.')
  const third = await execute({ ...at, job: { ...at.job, runId: `${at.job.runId}c`, resume } })
  expect(third.evidence.git).toMatchObject({ cleanTree: true })
})

const trees: Partial<AllowedWays>[] = [{}, { sandbox: false }, { sandbox: false, pidNamespace: false }]
withClaude.each(trees)(
  'a cancel in the middle of a tool leaves nothing running and keeps what was done (allowed: %j)',
  async (allowed) => {
    const at = await stage(
      {
        turns: [
          { tools: [writeFile('test.sh', 'setsid sleep 74001 &\nenv -i setsid sleep 74002 &\nsleep 74003\n')] },
          { tools: [bash('sh test.sh')] },
        ],
      },
      { allowed },
    )
    const controller = new AbortController()
    const onEntry = (entry: TranscriptEntry) => {
      if (entry.kind === 'tool_call' && entry.name === 'Bash') setTimeout(() => controller.abort('canceled'), 300)
    }
    const { evidence } = await execute(at, { onEntry }, controller)
    expect(evidence).toMatchObject({
      failureCode: 'canceled',
      stoppedBy: 'canceled',
      git: { dirtyPaths: ['test.sh'] },
      agent: { resumable: true },
    })
    expect(findRunProcesses({ runId: at.job.runId, directories: [root] })).toEqual([])
  },
)

withClaude('a spent budget stops the agent', async () => {
  const turns = Array.from({ length: 20 }, (_, i) => ({
    text: `Turn ${i}.`,
    tools: [tool('get_issue')],
    usage: { input_tokens: 200_000, output_tokens: 20_000 },
  }))
  const { evidence, usage } = await execute(await stage({ turns }, { job: { budgetMicroUsd: 1_000_000 } }))
  expect(evidence.failureCode).toBe('budget_exceeded')
  expect(usage).toHaveLength(1)
  expect(evidence.usage.microUsd).toBe(900_000)
})

withClaude.each(walls)('a hostile agent reads no key, keeps no daemon and plants nothing (allowed: %j)', async (allowed) => {
  rmSync('/tmp/pwned-by-agent', { force: true })
  const played = { turns: [] as Scenario['turns'] }
  const at = await stage(played, { allowed, job: { secrets: ['a-job-secret-value'] } })
  const script = [
    `cat ${at.dataDirectory}/master-key; ls ${at.dataDirectory}; env; cat /proc/${process.pid}/environ; echo a-job-secret-value`,
    'git config core.hooksPath /tmp; git config core.fsmonitor "touch /tmp/pwned-by-agent"; mkdir -p .git/hooks; echo "touch /tmp/pwned-by-agent" > .git/hooks/post-commit; chmod +x .git/hooks/*',
    'setsid sleep 74011 & env -i setsid sh -c "cd /; sleep 74012" & (nohup sleep 74013 >/dev/null 2>&1 &)',
    `echo x > ${at.dataDirectory}/planted; echo x > ${remote.root}/planted`,
  ].join('\n')
  played.turns = [
    { tools: [writeFile('test.sh', script)] },
    ...scenario.hostile({
      commands: [
        'sh test.sh',
        'git config core.hooksPath /tmp',
        'git push origin HEAD',
        'git add -A',
        'git commit -qm "Innocent"',
      ],
    }).turns,
  ]
  model.scenarios[at.job.runId.replace('run_', '')] = { ...played, validKeys: [realKey] }
  const { evidence, said } = await execute(at)
  const seen = said + model.requests.map((request) => request.body).join('')
  expect(seen).not.toContain('MASTER-KEY-CONTENT')
  expect(seen).not.toContain(realKey)
  expect(said).not.toContain('a-job-secret-value')
  expect(said).not.toContain(at.job.mcp.token)
  // Its own git may run what it configured, as itself; ours may not.
  expect(statSync('/tmp/pwned-by-agent', { throwIfNoEntry: false })?.uid).not.toBe(process.getuid?.())
  rmSync('/tmp/pwned-by-agent', { force: true })
  expect(existsSync(join(at.dataDirectory, 'planted')) || existsSync(join(remote.root, 'planted'))).toBe(false)
  expect(findRunProcesses({ runId: at.job.runId, directories: [root] })).toEqual([])
  expect(evidence.agent?.denials.map((denial) => denial.tool)).toEqual(['Bash', 'Bash'])
  expect(evidence.git?.commits.map((commit) => commit.subject)).toEqual(['Innocent'])
})

withClaude('a store that fails stops the agent instead of letting it work unseen', async () => {
  const at = await stage({ turns: Array.from({ length: 50 }, () => ({ tools: [tool('get_issue')] })) })
  const { evidence } = await execute(at, { onEntry: () => Promise.reject(new Error('the database is away')) })
  expect(evidence).toMatchObject({ failureCode: 'canceled', detail: 'What the agent did could not be stored.' })
})

withClaude('the work of a lost run is found again', async () => {
  const at = await stage({ turns: [...greeting.turns.slice(0, 3), { tools: [bash('sh test.sh')] }] })
  const lost = execute(at).catch(() => null)
  const checkout = join(at.dataDirectory, 'runs', at.job.runId, 'checkout')
  await expect
    .poll(() => existsSync(join(checkout, 'greeting.txt')) && plainGit(checkout, 'log', '-1', '--format=%s'), { timeout: 10_000 })
    .toBe('Add a greeting')
  writeFileSync(join(checkout, 'open.txt'), 'x')
  const git = await at.runner.executor.salvage({ ...at.job, baseSha: remote.tip('main') })
  expect(git).toMatchObject({
    commits: [{ subject: 'Add a greeting' }],
    dirtyPaths: ['open.txt'],
    savedRef: `refs/dispatch/${at.job.runId}`,
  })
  await lost
  expect(await at.runner.executor.salvage({ ...at.job, runId: 'run_unknown' })).toBeNull()
})

test.each<[string, Parameters<typeof stage>[1], Partial<RunEvidence>]>([
  ['nobody accepted unconfined agents', { job: { acceptUnconfined: false } }, { failureCode: 'confinement_refused' }],
  ['there is no credential', { key: null }, { failureCode: 'no_model_credential' }],
  ['the adapter is unknown', { job: { agent: { adapter: 'hal', model: null } } }, { failureCode: 'agent_unavailable' }],
])('a run is refused when %s', async (_, options, expected) => {
  const { evidence, phases } = await execute(await stage(greeting, options))
  expect(evidence).toMatchObject({ ...expected, agent: null, git: null })
  expect(phases).toEqual([])
})

withClaude('a repository that is away is a failed checkout', async () => {
  const at = await stage(greeting)
  const { evidence } = await execute({
    ...at,
    job: { ...at.job, repository: { ...at.job.repository, gitUrl: join(root, 'nothing.git') } },
  })
  expect(evidence).toMatchObject({
    failureCode: 'checkout_failed',
    detail: expect.stringContaining('git fetch failed'),
    agent: null,
  })
})

withClaude('a run that is canceled before its agent starts never starts it', async () => {
  const at = await stage(greeting)
  const controller = new AbortController()
  const { evidence } = await execute(at, { onPhase: () => controller.abort('canceled') }, controller)
  expect(evidence).toMatchObject({ failureCode: 'canceled', agent: null })
})

function hasBubblewrap(): boolean {
  return spawnSync('bwrap', ['--ro-bind', '/', '/', '--unshare-pid', '--proc', '/proc', 'true']).status === 0
}
