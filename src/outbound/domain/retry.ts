// When a message is tried again, and when a subscriber is given up.

/** After each failure, in seconds: eleven attempts over a day. */
export const retryDelays = [5, 30, 120, 600, 1800, 3600, 7200, 14_400, 21_600, 36_000] as const
/** A fifth up or down, so that what failed together does not come back together. */
const jitter = 0.2
/** What a receiver may ask us to wait at most. */
const longestWish = 3600

export type SendOutcome =
  | { kind: 'delivered' }
  /** Worth another try. */
  | { kind: 'failed'; code: string; detail: string; retryAfterSeconds?: number | undefined }
  /** This message will never be taken, others may. */
  | { kind: 'refused'; code: string; detail: string }
  /** The receiver is no more, or never wants to hear from us again. */
  | { kind: 'gone'; code: string; detail: string }

export interface AttemptFacts {
  /** How many retries the message has used up. */
  retries: number
  /** A message that someone sends to try the subscriber out is sent once. */
  isTest: boolean
  /** When it was first sent, in machine time. */
  firstAttemptAt: Date
  /** When the subscriber took a message last. */
  lastSuccessAt: Date | null
}

export type AfterAttempt =
  | { state: 'succeeded' }
  | { state: 'pending'; delaySeconds: number }
  | { state: 'failed'; disable: null | { reason: 'gone' | 'exhausted'; detail: string } }

/** @param random from 0 to 1 */
export function decideAfterAttempt(outcome: SendOutcome, facts: AttemptFacts, random: number): AfterAttempt {
  switch (outcome.kind) {
    case 'delivered':
      return { state: 'succeeded' }
    case 'refused':
      return { state: 'failed', disable: null }
    case 'gone':
      return { state: 'failed', disable: facts.isTest ? null : { reason: 'gone', detail: outcome.detail } }
    case 'failed':
      return afterFailure(outcome, facts, random)
  }
}

function afterFailure(
  outcome: Extract<SendOutcome, { kind: 'failed' }>,
  { retries, isTest, firstAttemptAt, lastSuccessAt }: AttemptFacts,
  random: number,
): AfterAttempt {
  const delay = isTest ? undefined : retryDelays[retries]
  if (delay !== undefined) {
    const wish = Math.min(outcome.retryAfterSeconds ?? 0, longestWish)
    return { state: 'pending', delaySeconds: Math.max(delay * (1 - jitter + 2 * jitter * random), wish) }
  }
  // One message that nobody takes is its own problem while others arrive.
  const isDeaf = !isTest && (lastSuccessAt === null || lastSuccessAt < firstAttemptAt)
  return { state: 'failed', disable: isDeaf ? { reason: 'exhausted', detail: outcome.detail } : null }
}
