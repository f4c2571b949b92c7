// What a call may cost, before anything is known of its answer: its body as input, and all the output that it allows.
import { type CallTokens, costOfCall } from '../../runs/domain/prices.ts'

export interface CallEstimate {
  model: string
  /** Booked if the call was sent and nobody ever said what it used. */
  input: CallTokens
  /** Set aside while the call is open. */
  microUsd: number
}

const bytesPerToken = 3
/** No model reads more at once; encoded images are far more bytes than tokens. */
const inputTokensMax = 1_000_000
const outputTokensMax = 128_000

/** Rather too much than too little. A call that does not say how long its answer may be gets the longest. */
export function estimateCall(model: string, bodyBytes: number, maxTokens: number | null): CallEstimate {
  const inputTokens = Math.min(Math.ceil(bodyBytes / bytesPerToken), inputTokensMax)
  const input = { inputTokens, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, cacheWriteLongTokens: 0 }
  const outputTokens = Math.min(maxTokens ?? outputTokensMax, outputTokensMax)
  return { model, input, microUsd: costOfCall(model, { ...input, outputTokens }).microUsd }
}
