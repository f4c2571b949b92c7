// Tokens are read whole, in pieces, and from answers that were cut off.
import { expect, test } from 'vitest'
import { createUsageMeter } from './usage-meter.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const event = (data: object) => `event: x\ndata: ${JSON.stringify(data)}\n\n`
const start = event({
  type: 'message_start',
  message: {
    model: 'claude-sonnet-4-5',
    usage: {
      input_tokens: 10,
      output_tokens: 1,
      cache_read_input_tokens: 500,
      cache_creation_input_tokens: 70,
      cache_creation: { ephemeral_1h_input_tokens: 20 },
    },
  },
})
const text = event({ type: 'content_block_delta', delta: { type: 'text_delta', text: 'x'.repeat(300) } })
const end = event({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 42 } })

function streamed(chunks: string[]) {
  const meter = createUsageMeter('text/event-stream; charset=utf-8')
  for (const chunk of chunks) meter.feed(bytes(chunk))
  return meter.read()
}

const input = { inputTokens: 10, cacheReadTokens: 500, cacheWriteTokens: 70, cacheWriteLongTokens: 20 }

test('a stream is counted by its last totals', () => {
  expect(streamed([start, text, end])).toEqual({ model: 'claude-sonnet-4-5', tokens: { ...input, outputTokens: 42 } })
})

test('chunks may fall anywhere', () => {
  expect(streamed([...(start + text + end)])).toEqual(streamed([start, text, end]))
})

test('a stream that was cut off is counted by what had come', () => {
  expect(streamed([start, text])).toEqual({ model: 'claude-sonnet-4-5', tokens: { ...input, outputTokens: 100 } })
  expect(streamed([start])?.tokens.outputTokens).toBe(1)
})

test('an answer that never began counts nothing', () => {
  expect(streamed([])).toBeNull()
  expect(streamed(['data: not json\n\n', event({ type: 'ping' })])).toBeNull()
})

test('a whole answer is counted by its usage', () => {
  const meter = createUsageMeter('application/json')
  for (const part of ['{"model":"m","usage":{"input_tokens":3,', '"output_tokens":4}}']) meter.feed(bytes(part))
  expect(meter.read()).toMatchObject({ model: 'm', tokens: { inputTokens: 3, outputTokens: 4, cacheReadTokens: 0 } })
})

test.each(['{"type":"error"}', 'not json', '', '{"usage":{"input_tokens":"many"}}'])('%j does not disturb the meter', (body) => {
  const meter = createUsageMeter('application/json')
  meter.feed(bytes(body))
  expect(meter.read()?.tokens.inputTokens ?? 0).toBe(0)
})
