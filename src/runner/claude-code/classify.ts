// How a finished process is judged: who stopped it, then its result, then its exit. Never by the subtype or the exit code alone.
import type { FailureCode, StopReason } from '../../runs/domain/agent-adapter.ts'
import type { ResultLine } from './lines.ts'
import type { SessionFacts } from './session-facts.ts'

export interface ProcessEnd {
  facts: SessionFacts
  stopped: { reason: StopReason; detail: string } | null
  exit: number | null
  signal: string | null
  stderr: string
}

export interface Verdict {
  failureCode: FailureCode | null
  detail: string
  retryable: boolean
  resumable: boolean
}

const retryable: ReadonlySet<FailureCode> = new Set([
  'rate_limited',
  'overloaded',
  'api_unreachable',
  'stalled',
  'crashed',
  'tools_unavailable',
])
const neverResumable: ReadonlySet<FailureCode> = new Set(['context_too_long', 'refused', 'start_failed', 'tools_unavailable'])

/** The verdict on one process. Retrying is a question of the failure; resuming needs a session besides. */
export function classify(end: ProcessEnd): Verdict {
  const [failureCode, detail] = judge(end)
  return {
    failureCode,
    detail: detail.slice(0, 2000),
    retryable: failureCode !== null && retryable.has(failureCode),
    resumable: end.facts.sessionId !== null && end.facts.sawInit && (failureCode === null || !neverResumable.has(failureCode)),
  }
}

function judge({ facts, stopped, exit, signal, stderr }: ProcessEnd): [FailureCode | null, string] {
  if (stopped) return [stopped.reason, stopped.detail]
  const lastWords = stderr.trim().slice(-500)
  const ending = signal ? `signal ${signal}` : `exit code ${exit ?? 'unknown'}`
  if (facts.result) return judgeResult(facts.result, facts.apiError, lastWords)
  if (facts.sawInit) return ['crashed', `The agent ended without a result (${ending}). ${lastWords}`.trim()]
  return ['start_failed', lastWords || `The agent ended before it had started (${ending}).`]
}

function judgeResult(result: ResultLine, apiError: string | null, lastWords: string): [FailureCode | null, string] {
  const errors = result.errors?.join('; ') ?? ''
  switch (result.subtype) {
    case 'error_max_budget_usd':
      return ['budget_exceeded', errors]
    case 'error_max_turns':
      return ['turn_limit', errors]
    case 'error_max_structured_output_retries':
      return ['ended_without_report', errors]
    case 'error_during_execution':
      return judgeAborted(result, errors || lastWords)
    default:
      return result.is_error ? [apiFailure(result, apiError), result.result ?? errors] : [null, result.result ?? '']
  }
}

function judgeAborted(result: ResultLine, detail: string): [FailureCode, string] {
  if (/No conversation found/.test(detail)) return ['start_failed', detail]
  return [result.terminal_reason?.startsWith('aborted') ? 'canceled' : 'crashed', detail]
}

function apiFailure(result: ResultLine, apiError: string | null): FailureCode {
  const status = result.api_error_status ?? null
  if (result.stop_reason === 'refusal') return 'refused'
  if (status === 401 || status === 403 || apiError === 'authentication_failed') return 'auth_failed'
  if (apiError === 'billing_error' || apiError === 'model_not_found') return 'request_rejected'
  if (status === 429) return 'rate_limited'
  if (status !== null && status >= 500) return 'overloaded'
  if (result.terminal_reason === 'prompt_too_long' || /prompt is too long/i.test(result.result ?? '')) return 'context_too_long'
  return status === null ? 'api_unreachable' : 'request_rejected'
}
