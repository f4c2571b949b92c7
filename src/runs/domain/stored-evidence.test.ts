import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AgentOutcome } from './agent-adapter.ts'
import type { RunEvidence } from './executor.ts'
import { describeEvidence, readEvidence } from './stored-evidence.ts'

const tokens = { inputTokens: 1, outputTokens: 2, cacheReadTokens: 3, cacheWriteTokens: 4 }
const bare: RunEvidence = {
  failureCode: 'checkout_failed',
  detail: 'no such branch',
  stoppedBy: null,
  agent: null,
  git: null,
  confinement: null,
  usage: { source: 'unknown', microUsd: 0, tokens, unknownModel: false },
  leftoversKilled: 0,
  resumed: false,
}

test('a run that never began leaves a description without holes', () => {
  const described = describeEvidence(bare)
  expect(described).toMatchObject({ exit: null, signal: null, turns: 0, result: null, denials: [], git: null })
  expect(Object.values(described)).not.toContain(undefined)
})

test('of many denials and a long last word the beginning is kept', () => {
  const result: AgentOutcome['result'] = {
    kind: 'result',
    ok: true,
    text: 'x'.repeat(9000),
    subtype: 'success',
    turns: 3,
    durationMs: 10,
    usage: tokens,
    sessionCostMicroUsd: 42,
  }
  const denials = Array.from({ length: 50 }, (_, index) => ({ tool: `Tool${index}`, input: { password: 'hunter2' } }))
  const agent = { exit: 0, signal: null, turns: 3, result, denials } as Partial<AgentOutcome> as AgentOutcome
  const described = describeEvidence({ ...bare, agent })
  expect(described.result?.text).toHaveLength(2000)
  expect(described.session_cost_micro_usd).toBe(42)
  expect(described.denials).toHaveLength(20)
  expect(JSON.stringify(described)).not.toContain('hunter2')
})

test('what no database takes is not in it, whoever wrote it: half characters and NUL', () => {
  const git: RunEvidence['git'] = {
    baseSha: 'a',
    startSha: 'a',
    headSha: 'b',
    branch: null,
    commits: [{ sha: 'b', subject: `${'x'.repeat(499)}\ud83d` }],
    cleanTree: false,
    dirtyPaths: ['bad\u0000\udc00name'],
    savedRef: null,
    diff: null,
  }
  const result = { kind: 'result', text: `${'x'.repeat(1999)}😀`, ok: true, subtype: 'success' }
  const agent = { result, denials: [{ tool: 'Ba\u0000sh', input: null }] } as Partial<AgentOutcome> as AgentOutcome
  expect(JSON.stringify(describeEvidence({ ...bare, agent, git }))).not.toMatch(/\\u(0000|d[89a-f])/)
})

test.each([
  ['nothing', null],
  ['a text', 'evidence'],
  ['a list', []],
  ['an empty object', {}],
  ['git of another kind', { session_cost_micro_usd: 'much', git: { base_sha: 1 } }],
])('from %s nothing is read', (_, stored) => {
  expect(readEvidence(stored)).toEqual({ session_cost_micro_usd: null, git: null })
})

test('half of it may be of an older version: the other half is read', () => {
  expect(readEvidence({ session_cost_micro_usd: 7, git: { head_sha: 'x' } })).toEqual({ session_cost_micro_usd: 7, git: null })
})

test('whatever is stored, reading it never fails', () => {
  fc.assert(fc.property(fc.jsonValue(), (stored) => 'git' in readEvidence(stored)))
})
