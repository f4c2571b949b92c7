import { expect, test } from 'vitest'
import { parseLine } from './lines.ts'
import { normalize } from './normalize.ts'

const entriesOf = (line: object) => normalize(parseLine(JSON.stringify(line)))
const assistant = (...content: object[]) => entriesOf({ type: 'assistant', message: { content } })

test('each finished block is an entry, in their order, under the tool that asked for it', () => {
  const message = {
    content: [
      { type: 'thinking', thinking: 'Hm.' },
      { type: 'text', text: 'I look.' },
      { type: 'tool_use', id: 'toolu_1', name: 'Read', input: { file_path: 'a.ts' } },
    ],
  }
  expect(entriesOf({ type: 'assistant', parent_tool_use_id: 'toolu_0', message })).toEqual([
    { kind: 'thinking', text: 'Hm.', parentToolId: 'toolu_0' },
    { kind: 'text', text: 'I look.', parentToolId: 'toolu_0' },
    { kind: 'tool_call', toolId: 'toolu_1', name: 'Read', input: { file_path: 'a.ts' }, parentToolId: 'toolu_0' },
  ])
})

test('empty and unknown blocks are no entries', () => {
  expect(assistant({ type: 'text', text: '' }, { type: 'thinking' }, { type: 'redacted_thinking', data: 'x' })).toEqual([])
})

test('a call without a name, an id or an input is a call all the same', () => {
  expect(assistant({ type: 'tool_use' })).toEqual([
    { kind: 'tool_call', toolId: '', name: 'unknown', input: {}, parentToolId: null },
  ])
})

test.each([
  ['text', 'all good', 'all good'],
  [
    'several parts',
    [
      { type: 'text', text: 'one' },
      { type: 'text', text: 'two' },
    ],
    'one\ntwo',
  ],
  [
    'a picture among them',
    [
      { type: 'text', text: 'see' },
      { type: 'image', source: {} },
    ],
    'see\n[image]',
  ],
  ['parts of no kind', [null, 7, {}], '[data]\n[data]\n[data]'],
  ['nothing', undefined, ''],
  ['an object', { text: 'no list' }, ''],
])('the result of a tool may be %s', (_, content, text) => {
  const entries = entriesOf({ type: 'user', message: { content: [{ type: 'tool_result', tool_use_id: 't1', content }] } })
  expect(entries).toEqual([{ kind: 'tool_result', toolId: 't1', text, isError: false }])
})

test('what was said to the agent is no entry', () => {
  expect(entriesOf({ type: 'user', message: { content: 'the prompt' } })).toEqual([])
  expect(entriesOf({ type: 'user', message: { content: [{ type: 'text', text: 'the prompt' }] } })).toEqual([])
})

test('a retry says how the model answered, and that there was no answer', () => {
  const retry = { type: 'system', subtype: 'api_retry', attempt: 2, max_retries: 6 }
  expect(entriesOf({ ...retry, error: 'overloaded_error', error_status: 529 })).toEqual([
    { kind: 'error', code: 'overloaded_error', text: 'The model API did not answer well (529); attempt 2 of 6.' },
  ])
  expect(entriesOf(retry)).toMatchObject([{ code: 'unknown', text: expect.stringContaining('(no answer)') }])
})

test('a refused tool is named, and one without a name is a tool', () => {
  const denied = { type: 'system', subtype: 'permission_denied', message: 'not in the list' }
  expect(entriesOf({ ...denied, tool_name: 'Bash', tool_use_id: 't1' })).toMatchObject([
    { event: 'tool_denied', text: 'Bash was not allowed: not in the list', data: { tool: 'Bash', tool_id: 't1' } },
  ])
  expect(entriesOf(denied)).toMatchObject([{ text: 'A tool was not allowed: not in the list' }])
})

test('system lines that say nothing to people are no entries', () => {
  expect(entriesOf({ type: 'system', subtype: 'status' })).toEqual([])
  expect(entriesOf({ type: 'system', subtype: 'informational', content: '' })).toEqual([])
  expect(entriesOf({ type: 'system', subtype: 'informational', content: 'Compacted.' })).toMatchObject([{ text: 'Compacted.' }])
})

test('money is counted in whole millionths, rounded, and none is not zero', () => {
  const cost = (total_cost_usd: unknown) => entriesOf({ type: 'result', subtype: 'success', is_error: false, total_cost_usd })
  expect(cost(0.1234567)).toMatchObject([{ ok: true, sessionCostMicroUsd: 123_457 }])
  expect(cost(0)).toMatchObject([{ sessionCostMicroUsd: 0 }])
  expect(cost(null)).toMatchObject([{ sessionCostMicroUsd: null }])
})

test('tokens of all models add up; without them those of the line count', () => {
  const usage = { input_tokens: 5, output_tokens: 6, cache_read_input_tokens: 7, cache_creation_input_tokens: 8 }
  const perModel = { large: { inputTokens: 1, cacheReadInputTokens: 10 }, small: { inputTokens: 2, outputTokens: 3 } }
  expect(entriesOf({ type: 'result', usage, model_usage_since_last_result: perModel })).toMatchObject([
    { usage: { inputTokens: 3, outputTokens: 3, cacheReadTokens: 10, cacheWriteTokens: 0 } },
  ])
  expect(entriesOf({ type: 'result', usage, model_usage_since_last_result: {} })).toMatchObject([
    { usage: { inputTokens: 5, outputTokens: 6, cacheReadTokens: 7, cacheWriteTokens: 8 } },
  ])
})

test('a result without words tells its errors', () => {
  expect(entriesOf({ type: 'result', errors: ['no budget', 'no turns'] })).toMatchObject([{ text: 'no budget; no turns' }])
})
