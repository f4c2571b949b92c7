// The judgements that no recorded transcript shows: who stopped it, exits without a result, and answers that contradict themselves.
import { expect, test } from 'vitest'
import type { FailureCode } from '../../runs/domain/agent-adapter.ts'
import { classify, type ProcessEnd } from './classify.ts'
import { parseLine } from './lines.ts'
import { noFacts, observe } from './session-facts.ts'

const started = '{"type":"system","subtype":"init","session_id":"s1"}'

function endOf(lines: (string | object)[], end: Partial<ProcessEnd> = {}): ProcessEnd {
  const facts = lines.map((line) => parseLine(typeof line === 'string' ? line : JSON.stringify(line))).reduce(observe, noFacts)
  return { facts, stopped: null, exit: null, signal: null, stderr: '', ...end }
}
const failed = (fields: object) => ({ type: 'result', subtype: 'success', is_error: true, ...fields })

test('whoever stopped it has the word, even over a success', () => {
  const done = { type: 'result', subtype: 'success', is_error: false, result: 'Done.' }
  const stopped = { reason: 'stalled' as const, detail: 'Nothing came for 5 minutes.' }
  expect(classify(endOf([started, done], { stopped, exit: 0 }))).toMatchObject({
    failureCode: 'stalled',
    detail: 'Nothing came for 5 minutes.',
    retryable: true,
  })
})

test('exit code 0 without a result is a crash, not a success', () => {
  expect(classify(endOf([started], { exit: 0 }))).toEqual({
    failureCode: 'crashed',
    detail: 'The agent ended without a result (exit code 0).',
    retryable: true,
    resumable: true,
  })
})

test('a process that was killed is told by its signal, with its last words', () => {
  const { detail } = classify(endOf([started], { signal: 'SIGKILL', exit: null, stderr: '\n  out of memory \n' }))
  expect(detail).toBe('The agent ended without a result (signal SIGKILL). out of memory')
})

test('one that never began cannot be gone on with, and is not tried again', () => {
  expect(classify(endOf([], { exit: 127, stderr: 'claude: not found' }))).toEqual({
    failureCode: 'start_failed',
    detail: 'claude: not found',
    retryable: false,
    resumable: false,
  })
  expect(classify(endOf([])).detail).toBe('The agent ended before it had started (exit code unknown).')
})

test('a session that was named but never began cannot be gone on with', () => {
  expect(classify(endOf([{ type: 'system', subtype: 'status', session_id: 's1' }], { exit: 1 })).resumable).toBe(false)
})

test.each<[code: FailureCode, result: object]>([
  ['refused', { stop_reason: 'refusal', api_error_status: 500 }],
  ['auth_failed', { api_error_status: 401 }],
  ['auth_failed', { api_error_status: 403 }],
  ['rate_limited', { api_error_status: 429 }],
  ['overloaded', { api_error_status: 500 }],
  ['overloaded', { api_error_status: 529 }],
  ['request_rejected', { api_error_status: 400 }],
  ['context_too_long', { api_error_status: 400, result: 'Prompt is too long' }],
  ['context_too_long', { terminal_reason: 'prompt_too_long' }],
  ['api_unreachable', {}],
  ['budget_exceeded', { subtype: 'error_max_budget_usd' }],
  ['turn_limit', { subtype: 'error_max_turns' }],
  ['ended_without_report', { subtype: 'error_max_structured_output_retries' }],
  ['canceled', { subtype: 'error_during_execution', terminal_reason: 'aborted_streaming' }],
  ['crashed', { subtype: 'error_during_execution', terminal_reason: 'tool_error' }],
  ['start_failed', { subtype: 'error_during_execution', errors: ['No conversation found with session ID: s1'] }],
])('%s: %o', (code, result) => {
  expect(classify(endOf([started, failed(result)])).failureCode).toBe(code)
})

test('what the model said of its error counts where it says more than the status', () => {
  const rejected = (error: string) =>
    classify(endOf([started, { type: 'assistant', error, message: { content: [] } }, failed({ api_error_status: 500 })]))
      .failureCode
  expect(rejected('authentication_failed')).toBe('auth_failed')
  expect(rejected('billing_error')).toBe('request_rejected')
  expect(rejected('model_not_found')).toBe('request_rejected')
  expect(rejected('server_error')).toBe('overloaded')
})

test('a context that is too long would be too long again', () => {
  expect(classify(endOf([started, failed({ terminal_reason: 'prompt_too_long' })]))).toMatchObject({
    retryable: false,
    resumable: false,
  })
})

test('a detail is never longer than what is kept', () => {
  expect(classify(endOf([started, failed({ result: 'x'.repeat(5000) })])).detail).toHaveLength(2000)
})
