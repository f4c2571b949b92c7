import { expect, test } from 'vitest'
import type { GitEvidence, RunEvidence } from './executor.ts'
import { mergeEvidence } from './merge-evidence.ts'
import { describeEvidence, readEvidence } from './stored-evidence.ts'

const tokens = { inputTokens: 1, outputTokens: 2, cacheReadTokens: 3, cacheWriteTokens: 4 }
const evidence = (over: Partial<RunEvidence> = {}): RunEvidence => ({
  failureCode: null,
  detail: '',
  stoppedBy: null,
  agent: null,
  git: null,
  confinement: null,
  usage: { source: 'proxy', microUsd: 100, tokens, unknownModel: false },
  leftoversKilled: 0,
  resumed: false,
  ...over,
})
const commit = (sha: string) => ({ sha, subject: `work ${sha}` })
const git = (over: Partial<GitEvidence> = {}): GitEvidence => ({
  baseSha: 'base',
  startSha: 'start',
  headSha: 'head',
  branch: 'dispatch/DISPATCH-1',
  commits: [],
  cleanTree: true,
  dirtyPaths: [],
  savedRef: null,
  diff: null,
  ...over,
})

test('the later process speaks for the run, and what both cost adds up', () => {
  const first = evidence({ failureCode: 'ended_without_report', detail: 'said nothing', leftoversKilled: 1, resumed: false })
  const merged = mergeEvidence(first, evidence({ detail: 'done', leftoversKilled: 2, resumed: true }))
  expect(merged).toMatchObject({ failureCode: null, detail: 'done', leftoversKilled: 3, resumed: true })
  expect(merged.usage).toEqual({
    source: 'proxy',
    microUsd: 200,
    tokens: { inputTokens: 2, outputTokens: 4, cacheReadTokens: 6, cacheWriteTokens: 8 },
    unknownModel: false,
  })
})

test('what half of it cost is unknown makes the sum unknown, whichever half', () => {
  const unknown = evidence({ usage: { source: 'unknown', microUsd: 0, tokens, unknownModel: false } })
  expect(mergeEvidence(unknown, evidence()).usage.source).toBe('unknown')
  expect(mergeEvidence(evidence(), unknown).usage.source).toBe('unknown')
})

test('one model without a price is one for the sum', () => {
  const dear = evidence({ usage: { source: 'proxy', microUsd: 1, tokens, unknownModel: true } })
  expect(mergeEvidence(dear, evidence()).usage.unknownModel).toBe(true)
  expect(mergeEvidence(evidence(), dear).usage.unknownModel).toBe(true)
})

test('commits of both are there once, in order, from where the first began to where the second ended', () => {
  const first = evidence({ git: git({ startSha: 's1', headSha: 'b', commits: [commit('a'), commit('b')] }) })
  const second = evidence({ git: git({ baseSha: 'later', startSha: 'b', headSha: 'c', commits: [commit('b'), commit('c')] }) })
  const merged = mergeEvidence(first, second).git
  expect(merged).toMatchObject({ baseSha: 'base', startSha: 's1', headSha: 'c' })
  expect(merged?.commits.map(({ sha }) => sha)).toEqual(['a', 'b', 'c'])
})

test('where only one of them left something, that is kept', () => {
  const left = git({ commits: [commit('a')] })
  expect(mergeEvidence(evidence({ git: left }), evidence()).git).toEqual(left)
  expect(mergeEvidence(evidence(), evidence({ git: left })).git).toEqual(left)
  expect(mergeEvidence(evidence(), evidence()).git).toBeNull()
})

test('work that the first left uncommitted stays found when the second left none', () => {
  const first = evidence({ git: git({ savedRef: 'refs/saved/1' }) })
  expect(mergeEvidence(first, evidence({ git: git() })).git?.savedRef).toBe('refs/saved/1')
  expect(mergeEvidence(first, evidence({ git: git({ savedRef: 'refs/saved/2' }) })).git?.savedRef).toBe('refs/saved/2')
})

test('merged evidence is kept, and read again as far as later steps need it', () => {
  const merged = mergeEvidence(evidence({ git: git({ commits: [commit('a')] }) }), evidence())
  const stored: unknown = JSON.parse(JSON.stringify(describeEvidence(merged)))
  expect(readEvidence(stored)).toEqual({
    session_cost_micro_usd: null,
    git: { base_sha: 'base', head_sha: 'head', commits: [commit('a')] },
  })
})
