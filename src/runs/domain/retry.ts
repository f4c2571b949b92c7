// Which ended runs are tried again by themselves, when, and whether in the same agent session.
import type { FinishFailureCode } from './outcome.ts'

interface RetryClass {
  /** Seconds before the first, second, … retry; as many as there are. */
  waits: readonly number[]
  /** Goes on with the session, where there is one; else afresh. */
  resume: boolean
}

const backOff: RetryClass = { waits: [60, 300, 900], resume: true }
const onceAtOnce: RetryClass = { waits: [0], resume: true }

const classes: Partial<Record<FinishFailureCode, RetryClass>> = {
  lost: onceAtOnce,
  crashed: onceAtOnce,
  stalled: onceAtOnce,
  rate_limited: backOff,
  overloaded: backOff,
  api_unreachable: backOff,
  tools_unavailable: { waits: [5, 30, 120], resume: false },
}

export interface RetryFacts {
  failureCode: FinishFailureCode | null
  /** Retries that led to this run, without a person between them. */
  retriesBefore: number
  hasSession: boolean
}

export interface Retry {
  afterSeconds: number
  resume: boolean
}

/** The retry that follows, or null: what a person has to look at is never repeated. */
export function decideRetry({ failureCode, retriesBefore, hasSession }: RetryFacts): Retry | null {
  const found = failureCode ? classes[failureCode] : undefined
  const afterSeconds = found?.waits[retriesBefore]
  if (!found || afterSeconds === undefined) return null
  return { afterSeconds, resume: found.resume && hasSession }
}
