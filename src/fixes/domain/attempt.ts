// The states of a fix attempt and the only way from one to another. The database holds the same table.

export const attemptStates = [
  'awaiting_deploy',
  'watching',
  'verified',
  'failed',
  'inconclusive',
  'reverted',
  'superseded',
] as const
export type AttemptState = (typeof attemptStates)[number]

export const attemptEvents = [
  'deployed',
  'rolled_back',
  'verified',
  'failed',
  'inconclusive',
  'reverted',
  'superseded',
  'late_evidence',
  'cleared',
  'regressed',
  'relinked',
] as const
export type AttemptEvent = (typeof attemptEvents)[number]

export interface Attempt {
  state: AttemptState
  /** When the error came back after the fix had been verified. */
  brokenAt: string | null
}

export type Transition = { ok: true; attempt: Attempt } | { ok: false; reason: { code: 'no_such_transition'; sentence: string } }

const table: Record<AttemptState, Partial<Record<AttemptEvent, AttemptState>>> = {
  awaiting_deploy: { deployed: 'watching', reverted: 'reverted', superseded: 'superseded' },
  watching: {
    rolled_back: 'awaiting_deploy',
    verified: 'verified',
    failed: 'failed',
    inconclusive: 'inconclusive',
    reverted: 'reverted',
    superseded: 'superseded',
  },
  // A recurrence inside the window that is told late fails the fix; one after it leaves the verdict and marks it broken.
  verified: { late_evidence: 'failed', regressed: 'verified' },
  // What had failed it happened in a release that lacks the fix, as was told only later.
  failed: { cleared: 'watching', superseded: 'superseded' },
  inconclusive: { late_evidence: 'failed' },
  reverted: {},
  // A person's word that the pull request belongs to the issue after all, or the news that it had been reverted before.
  superseded: { relinked: 'awaiting_deploy', reverted: 'reverted' },
}

/** What the attempt is after an event at a time (ISO 8601 UTC), or why the event cannot happen to it. */
export function transition(attempt: Attempt, event: AttemptEvent, at: string): Transition {
  const state = table[attempt.state][event]
  if (!state) {
    const sentence = `A fix attempt that is ${attempt.state.replace('_', ' ')} cannot be ${event.replace('_', ' ')}.`
    return { ok: false, reason: { code: 'no_such_transition', sentence } }
  }
  const brokenAt = event === 'regressed' ? (attempt.brokenAt ?? at) : attempt.brokenAt
  return { ok: true, attempt: { state, brokenAt } }
}

/** Whether the attempt still waits for a deploy or for the end of its window. */
export function isOpen(state: AttemptState): boolean {
  return state === 'awaiting_deploy' || state === 'watching'
}
