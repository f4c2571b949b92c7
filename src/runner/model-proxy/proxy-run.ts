// One run at the proxy: its token, its money, its open calls. Ends with the run, and every open call with it.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { TokenUsage } from '../../runs/domain/agent-adapter.ts'
import type { UsageRecord, UsageTotals } from '../../runs/domain/executor.ts'
import { costOfCall } from '../../runs/domain/prices.ts'
import type { Metered } from './usage-meter.ts'

export interface ProxyRunOptions {
  runId: string
  budgetMicroUsd: number
  onUsage(usage: UsageRecord): void
  /** Called once, when the budget is spent. */
  onSpent(): void
}

/** The state of one run; only the proxy changes it. */
export class ProxyRun {
  readonly runId: string
  readonly token = `run_${randomBytes(32).toString('base64url')}`
  readonly #tokenHash = hashOf(this.token)
  readonly #options: ProxyRunOptions
  readonly #calls = new Set<AbortController>()
  #isClosed = false
  #microUsd = 0
  #calledUnknownModel = false
  #tokens: TokenUsage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 }

  constructor(options: ProxyRunOptions) {
    this.runId = options.runId
    this.#options = options
  }

  /** Compares hashes in constant time, so that neither content nor length of the token shows. */
  admits(token: string): boolean {
    return !this.#isClosed && timingSafeEqual(hashOf(token), this.#tokenHash)
  }

  get isSpent(): boolean {
    return this.#microUsd >= this.#options.budgetMicroUsd
  }

  get openCalls(): number {
    return this.#calls.size
  }

  /** A new call; abort it to end it. */
  open(): AbortController {
    const call = new AbortController()
    this.#calls.add(call)
    return call
  }

  end(call: AbortController): void {
    this.#calls.delete(call)
  }

  /** Counts one call. The answer's model is what was billed; the request's is the next best. */
  count(metered: Metered, requestedModel: string): void {
    const model = metered.model ?? requestedModel
    const { cacheWriteLongTokens: _, ...tokens } = metered.tokens
    const cost = costOfCall(model, metered.tokens)
    const wasSpent = this.isSpent
    this.#microUsd += cost.microUsd
    this.#calledUnknownModel ||= cost.unknownModel
    this.#tokens = addTokens(this.#tokens, tokens)
    this.#options.onUsage({ model, tokens, ...cost })
    if (!wasSpent && this.isSpent) this.#options.onSpent()
  }

  totals(): UsageTotals {
    return { source: 'proxy', microUsd: this.#microUsd, tokens: this.#tokens, unknownModel: this.#calledUnknownModel }
  }

  close(): void {
    this.#isClosed = true
    for (const call of this.#calls) call.abort()
  }
}

function addTokens(a: TokenUsage, b: TokenUsage): TokenUsage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
    cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
