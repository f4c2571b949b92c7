// List prices, in micro-USD, and what happens with names that the list does not have.
import { expect, test } from 'vitest'
import { costOfCall, priceOf } from './prices.ts'

const nothing = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, cacheWriteLongTokens: 0 }
const million = 1_000_000

test.each([
  ['claude-sonnet-4-5', { inputTokens: 8400, outputTokens: 560 }, 33_600],
  ['claude-sonnet-4-5', { inputTokens: million }, 3_000_000],
  ['claude-opus-5-5', { inputTokens: million, outputTokens: million }, 24_000_000],
  ['claude-opus-5-5', { cacheReadTokens: million }, 200_000],
  ['claude-opus-5', { cacheReadTokens: million }, 500_000],
  ['claude-opus-4-5', { cacheWriteTokens: million }, 6_250_000],
  ['claude-opus-4-5', { cacheWriteTokens: million, cacheWriteLongTokens: million }, 10_000_000],
  ['claude-haiku-5-5', { inputTokens: 100_000, outputTokens: 1000 }, 10_500],
  ['claude-haiku-5-5', { inputTokens: 60_000, cacheReadTokens: 41_000, outputTokens: 1000 }, 34_550],
  ['claude-haiku-5-5', { inputTokens: 1 }, 1],
])('%s with %j costs %d', (model, tokens, microUsd) => {
  expect(costOfCall(model, { ...nothing, ...tokens })).toEqual({ microUsd, unknownModel: false })
})

test.each([
  'claude-sonnet-4-5-20250929',
  'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
  'anthropic/claude-sonnet-4-5',
  'claude-sonnet-4-5@20250929',
  'Claude-Sonnet-4-5[1m]',
  'claude-sonnet-4-5-latest',
])('%s is the same model', (name) => expect(priceOf(name)).toEqual(priceOf('claude-sonnet-4-5')))

test.each(['claude-opus-9', 'claude-sonnet-4-9', 'gpt-7', '', 'constructor', 'toString'])(
  '%j is not listed and costs as the dearest',
  (name) => {
    expect(costOfCall(name, { ...nothing, outputTokens: million })).toEqual({ microUsd: 75_000_000, unknownModel: true })
  },
)
