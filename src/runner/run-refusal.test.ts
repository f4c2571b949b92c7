// Which runs may begin under which conditions.
import { expect, test } from 'vitest'
import type { AgentAdapter } from '../runs/domain/agent-adapter.ts'
import type { ConfinementLevel, ExecutionFailureCode, RunJob } from '../runs/domain/executor.ts'
import { judgeRun } from './run-refusal.ts'

const adapter: AgentAdapter = {
  name: 'claude_code',
  simulated: false,
  check: () => Promise.resolve({ ok: false, problem: '', remedy: '' }),
  start: () => {
    throw new Error('not in these tests')
  },
}
const job: RunJob = {
  runId: 'run_1',
  profile: 'implement',
  intent: 'implement',
  issueIdentifier: 'DSP-1',
  agent: { adapter: 'claude_code', model: null },
  repository: { id: 'rep_1', gitUrl: '/x', defaultBranch: 'main', credential: null, allowLocal: true },
  commands: { setup: null, test: null },
  baseSha: null,
  branch: 'b',
  mcp: { url: '', token: '' },
  budgetMicroUsd: 1,
  turnsMax: null,
  resume: null,
  publicText: false,
  acceptUnconfined: false,
  timeouts: {},
  secrets: [],
}

type Case = [
  level: ConfinementLevel,
  credential: 'proxy' | 'oauth' | 'none',
  over: Partial<RunJob>,
  code: ExecutionFailureCode | null,
]
test.each<Case>([
  ['sandbox', 'proxy', {}, null],
  ['other_uid', 'oauth', { publicText: true }, null],
  ['none', 'proxy', {}, 'confinement_refused'],
  ['none', 'proxy', { acceptUnconfined: true }, null],
  ['none', 'proxy', { profile: 'investigate' }, null],
  ['none', 'proxy', { profile: 'investigate', publicText: true }, null],
  ['none', 'oauth', { profile: 'investigate' }, null],
  ['none', 'oauth', { profile: 'investigate', publicText: true }, 'confinement_refused'],
  ['none', 'oauth', { acceptUnconfined: true, publicText: true }, 'confinement_refused'],
  ['sandbox', 'none', {}, 'no_model_credential'],
])('at %s with %s and %j: %s', (level, credential, over, code) => {
  const refusal = judgeRun({ ...job, ...over }, { adapter, confinement: { level, reason: 'because' }, credential })
  expect(refusal?.failureCode ?? null).toBe(code)
})

test('simulated agents need neither walls nor a credential', () => {
  const conditions = {
    adapter: { ...adapter, simulated: true },
    confinement: { level: 'none' as const, reason: '' },
    credential: 'none' as const,
  }
  expect(judgeRun(job, conditions)).toBeNull()
})
