// What is said of a verdict that news takes back, and what it had rested on.
import { z } from 'zod'
import { mostRecurrencesKept } from './domain/evidence.ts'
import { readEvidence } from './evidence.ts'
import type { AttemptRow } from './store/attempts.ts'

const words: Record<AttemptRow['state'], string> = {
  awaiting_deploy: 'rolled back',
  watching: 'deployed again',
  verified: 'verified',
  failed: 'found to fail',
  inconclusive: 'found inconclusive',
  reverted: 'reverted',
  superseded: 'superseded',
}

/** What is not undone when a verdict changes, for the log of decisions. */
export const whatStays = 'Comments, labels, runs and what Sentry was told after the verdict before stay as they are.'

export function toldAfter(attempt: AttemptRow): string {
  // Its window is still open.
  if (attempt.state === 'verified' && attempt.next_look_at) return 'The fix had been verified early.'
  return `This was told after the fix had been ${words[attempt.state]}.`
}

const failedByOccurrences = z.object({ code: z.enum(['recurred', 'late_evidence']), recurrences: z.array(z.unknown()) })

/** Not by a count that only the error tracker knows: nothing told here can take that back. */
export function isFailedByOccurrences(attempt: AttemptRow, recurrencesToFail: number): boolean {
  const told = failedByOccurrences.safeParse(readEvidence(attempt.evidence).verdict)
  return told.success && told.data.recurrences.length >= Math.min(mostRecurrencesKept, recurrencesToFail)
}
