// One run at the proxy: its token, its money, its open calls. Ends with the run, and every open call with it.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { TokenUsage } from '../../runs/domain/agent-adapter.ts'
import type { UsageRecord, UsageTotals } from '../../runs/domain/executor.ts'
import { costOfCall } from '../../runs/domain/prices.ts'
import type { CallEstimate } from './call-estimate.ts'
import { budgetHeld, budgetSpent, type Refusal, tooManyCalls } from './request-policy.ts'
import type { Metered } from './usage-meter.ts'

export interface ProxyRunOptions {
  runId: string
  budgetMicroUsd: number
  onUsage(usage: UsageRecord): void
  /** Called once, when the budget is spent. */
  onSpent(): void
}

/** One open call; its estimate is null if it costs nothing. */
export interface OpenCall {
  controller: AbortController
  estimate: CallEstimate | null
}

const openCallsMax = 16

/** The state of one run; only the proxy changes it. */
export class ProxyRun {
  readonly runId: string
  readonly token = `run_${randomBytes(32).toString('base64url')}`
  readonly #tokenHash = hashOf(this.token)
  readonly #options: ProxyRunOptions
  readonly #calls = new Set<OpenCall>()
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

  /** Why no further call may be opened, if so; without an estimate only what is known already counts. */
  refusalOf(isMetered: boolean, estimate: CallEstimate | null = null): Refusal | null {
    if (isMetered && this.#isSpent) return budgetSpent
    if (this.openCalls >= openCallsMax) return tooManyCalls
    if (!estimate) return null
    const open = [...this.#calls].flatMap((call) => call.estimate?.microUsd ?? [])
    const reserved = open.reduce((sum, microUsd) => sum + microUsd, 0)
    // One response alone may overshoot, or the last of the money could never be used.
    const fits = this.#microUsd + reserved + estimate.microUsd <= this.#options.budgetMicroUsd
    return fits || open.length === 0 ? null : budgetHeld
  }

  get #isSpent(): boolean {
    return this.#microUsd >= this.#options.budgetMicroUsd
  }

  get openCalls(): number {
    return this.#calls.size
  }

  /** A new call with its share of the money set aside; abort its controller to end it. */
  open(estimate: CallEstimate | null): OpenCall {
    const call = { controller: new AbortController(), estimate }
    this.#calls.add(call)
    return call
  }

  /** Frees what was set aside and counts what was used instead, at once. Of a call that was `lost`, the input is taken as billed. */
  settle(call: OpenCall, used: Metered | 'nothing' | 'lost'): void {
    if (!this.#calls.delete(call) || !call.estimate || used === 'nothing') return
    this.#count(used === 'lost' ? { model: null, tokens: call.estimate.input } : used, call.estimate.model)
  }

  /** Counts one call. The answer's model is what was billed; the request's is the next best. */
  #count(metered: Metered, requestedModel: string): void {
    const model = metered.model ?? requestedModel
    const { cacheWriteLongTokens: _, ...tokens } = metered.tokens
    const cost = costOfCall(model, metered.tokens)
    const wasSpent = this.#isSpent
    this.#microUsd += cost.microUsd
    this.#calledUnknownModel ||= cost.unknownModel
    this.#tokens = addTokens(this.#tokens, tokens)
    this.#options.onUsage({ model, tokens, ...cost })
    if (!wasSpent && this.#isSpent) this.#options.onSpent()
  }

  totals(): UsageTotals {
    return { source: 'proxy', microUsd: this.#microUsd, tokens: this.#tokens, unknownModel: this.#calledUnknownModel }
  }

  close(): void {
    this.#isClosed = true
    for (const { controller } of this.#calls) controller.abort()
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
