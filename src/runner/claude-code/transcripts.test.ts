// Recorded output of the real CLI, replayed through the pure parts: what it means, and what a person would read.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { FailureCode, TranscriptEntry } from '../../runs/domain/agent-adapter.ts'
import { classify } from './classify.ts'
import { parseLine } from './lines.ts'
import { normalize } from './normalize.ts'
import { noFacts, observe } from './session-facts.ts'

const folder = new URL('../../../test/fixtures/agent-transcripts/', import.meta.url)

function replay(name: string) {
  const lines = readFileSync(new URL(`${name}.jsonl`, folder), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(parseLine)
  const entries: TranscriptEntry[] = lines.flatMap(normalize)
  return { entries, facts: lines.reduce(observe, noFacts) }
}

function verdictOf(name: string, end: { exit?: number; signal?: string; stderr?: string } = {}) {
  const { facts } = replay(name)
  return classify({ facts, stopped: null, exit: end.exit ?? null, signal: end.signal ?? null, stderr: end.stderr ?? '' })
}

const cases: [name: string, code: FailureCode | null, retryable: boolean, resumable: boolean][] = [
  ['success', null, false, true],
  ['success-2.1.197', null, false, true],
  ['plan-mcp', null, false, true],
  ['denied', null, false, true],
  ['err529once', null, false, true],
  ['budget', 'budget_exceeded', false, true],
  ['budget-write', 'budget_exceeded', false, true],
  ['maxturns', 'turn_limit', false, true],
  ['err500', 'overloaded', true, true],
  ['err529', 'overloaded', true, true],
  ['err429', 'rate_limited', true, true],
  ['key401', 'auth_failed', false, true],
  ['nokey', 'auth_failed', false, true],
  ['err400', 'request_rejected', false, true],
  ['err402', 'request_rejected', false, true],
  ['err404model', 'request_rejected', false, true],
  ['err400long', 'context_too_long', false, false],
  ['drop', 'api_unreachable', true, true],
  ['dropmid', 'api_unreachable', true, true],
  ['refusal', 'refused', false, false],
  ['killIntTool', 'canceled', false, true],
  ['killIntText', 'canceled', false, true],
  ['killTermTool', 'crashed', true, true],
  ['killKillTool', 'crashed', true, true],
  ['resume-5-unknown', 'start_failed', false, false],
]

test.each(cases)('%s is judged %s', (name, failureCode, retryable, resumable) => {
  expect(verdictOf(name)).toMatchObject({ failureCode, retryable, resumable })
})

test('an API error that calls itself a success is not one', () => {
  const result = replay('err500').entries.at(-1)
  expect(result).toMatchObject({ kind: 'result', subtype: 'success', ok: false })
})

test('our own stop wins over everything the CLI says', () => {
  const { facts } = replay('success')
  const verdict = classify({ facts, stopped: { reason: 'timed_out', detail: 'too long' }, exit: 0, signal: null, stderr: '' })
  expect(verdict).toMatchObject({ failureCode: 'timed_out', detail: 'too long', resumable: true })
})

test('a process without any output failed to start and says why', () => {
  const verdict = classify({ facts: noFacts, stopped: null, exit: 1, signal: null, stderr: 'error: unknown option --x\n' })
  expect(verdict).toEqual({
    failureCode: 'start_failed',
    detail: 'error: unknown option --x',
    retryable: false,
    resumable: false,
  })
})

test('the first rejected key is noticed before the retries end', () => {
  const lines = readFileSync(new URL('key401.jsonl', folder), 'utf8').split('\n').slice(0, 2).map(parseLine)
  expect(lines.reduce(observe, noFacts)).toMatchObject({ sawInit: true, authRejected: true, result: null })
})

test.each([
  ['success', 'connected'],
  ['mcpdown', 'failed'],
  ['mcp401', 'failed'],
])('%s shows the MCP server as %s', (name, status) => {
  expect(replay(name).facts.mcpStatus).toBe(status)
})

test('entries are finished blocks in their order', () => {
  const kinds = replay('success').entries.map((entry) => entry.kind)
  expect(kinds.slice(0, 4)).toEqual(['system', 'text', 'tool_call', 'tool_result'])
  expect(kinds.filter((kind) => kind === 'tool_call').length).toBe(kinds.filter((kind) => kind === 'tool_result').length)
  expect(kinds.at(-1)).toBe('result')
})

test('text deltas never become entries', () => {
  const { entries } = replay('partial')
  const texts = entries.flatMap((entry) => (entry.kind === 'text' ? [entry.text] : []))
  expect(texts).toEqual(texts.filter((text) => text.length > 0))
  expect(new Set(texts).size).toBe(texts.length)
})

test('a tool is open from its call to its result', () => {
  const lines = readFileSync(new URL('success.jsonl', folder), 'utf8').split('\n').filter(Boolean).map(parseLine)
  const open = lines.map((_, i) => lines.slice(0, i + 1).reduce(observe, noFacts).openTools.size)
  expect(open.slice(0, 4)).toEqual([0, 0, 1, 0])
  expect(open.at(-1)).toBe(0)
})

test('tokens of finished messages are counted while there is no result yet', () => {
  const { facts } = replay('killIntText')
  expect(facts.usage.inputTokens).toBeGreaterThan(0)
})

test('cost and tokens of the process come from its result', () => {
  const result = replay('success').entries.at(-1)
  expect(result).toMatchObject({ ok: true, sessionCostMicroUsd: 33_600, usage: { inputTokens: 8400, outputTokens: 560 } })
})

test('garbage is kept as a notice, unknown kinds are skipped, neither is fatal', () => {
  expect(normalize(parseLine('Segmentation fault'))).toEqual([
    { kind: 'system', event: 'unreadable_output', text: 'Segmentation fault' },
  ])
  expect(normalize(parseLine('{"type":"command_lifecycle","x":1}'))).toEqual([])
  expect(normalize(parseLine('{"type":"assistant","message":{"content":[{"type":"hologram"}]}}'))).toEqual([])
  expect(normalize(parseLine('{"type":"result"}'))).toMatchObject([{ kind: 'result', ok: false }])
})
