// What model calls cost by list price, in whole micro-USD. A price that is not listed here is taken as the dearest one, never as nothing.
import type { TokenUsage } from './agent-adapter.ts'

/** Micro-USD for a million tokens of each kind. */
export interface ModelPrice {
  input: number
  output: number
  cacheWrite: number
  /** Cache entries that live for an hour instead of five minutes. */
  cacheWriteLong: number
  cacheRead: number
  /** The price of a whole call whose prompt, cached parts included, is longer than this. */
  longPrompt?: { overTokens: number; price: ModelPrice }
}

/** Tokens of one call; of the cache writes, `cacheWriteLongTokens` live for an hour. */
export interface CallTokens extends TokenUsage {
  cacheWriteLongTokens: number
}

const usd = (dollars: number) => Math.round(dollars * 1_000_000)

/** Writing to the cache costs 1.25 times the input, 2 times for an hour; reading has a share of its own. */
function price(input: number, output: number, readShare = 0.1): ModelPrice {
  return {
    input: usd(input),
    output: usd(output),
    cacheWrite: usd(input * 1.25),
    cacheWriteLong: usd(input * 2),
    cacheRead: usd(input * readShare),
  }
}

const opusOld = price(15, 75)
const opus = price(5, 25)
const sonnet = price(3, 15)

// As of 2026-10-24, from https://platform.claude.com/docs/en/about-claude/pricing
const prices = new Map<string, ModelPrice>(
  Object.entries({
    'claude-fable-5-1': price(10, 50, 0.025),
    'claude-mythos-5-1': price(10, 50, 0.025),
    'claude-fable-5': price(10, 50),
    'claude-mythos-5': price(10, 50),
    'claude-opus-5-5': price(4, 20, 0.05),
    'claude-opus-5': opus,
    'claude-opus-4-8': opus,
    'claude-opus-4-7': opus,
    'claude-opus-4-6': opus,
    'claude-opus-4-5': opus,
    'claude-opus-4-1': opusOld,
    'claude-opus-4-0': opusOld,
    'claude-opus-4': opusOld,
    'claude-sonnet-5-5': price(2, 10, 0.05),
    'claude-sonnet-5': price(2, 10),
    'claude-sonnet-4-6': sonnet,
    'claude-sonnet-4-5': sonnet,
    'claude-sonnet-4-0': sonnet,
    'claude-sonnet-4': sonnet,
    'claude-haiku-5-5': { ...price(0.1, 0.5), longPrompt: { overTokens: 100_000, price: price(0.5, 2.5) } },
    'claude-haiku-4-5': price(1, 5),
    'claude-3-5-haiku': price(0.8, 4),
  }),
)

const dearest = [...prices.values()].reduce((most, one) => (one.output > most.output ? one : most))

/** The price of a model by its name, with or without a date, a provider or a context suffix. `known: false` means the dearest price. */
export function priceOf(model: string): { price: ModelPrice; known: boolean } {
  const found = prices.get(plainName(model))
  return found ? { price: found, known: true } : { price: dearest, known: false }
}

/** Cost of one call in micro-USD, rounded up, so that nothing that was used is free. */
export function costOfCall(model: string, tokens: CallTokens): { microUsd: number; unknownModel: boolean } {
  const { price: listed, known } = priceOf(model)
  const promptTokens = tokens.inputTokens + tokens.cacheReadTokens + tokens.cacheWriteTokens
  const { longPrompt } = listed
  const rate = longPrompt && promptTokens > longPrompt.overTokens ? longPrompt.price : listed
  const long = Math.min(tokens.cacheWriteLongTokens, tokens.cacheWriteTokens)
  const total =
    tokens.inputTokens * rate.input +
    tokens.outputTokens * rate.output +
    tokens.cacheReadTokens * rate.cacheRead +
    long * rate.cacheWriteLong +
    (tokens.cacheWriteTokens - long) * rate.cacheWrite
  return { microUsd: Math.ceil(total / 1_000_000), unknownModel: !known }
}

function plainName(model: string): string {
  return model
    .toLowerCase()
    .replace(/^.*[./](?=claude-)/, '')
    .replace(/\[\w+\]$/, '')
    .replace(/-v\d+(:\d+)?$/, '')
    .replace(/[-@](\d{8}|latest)$/, '')
}
