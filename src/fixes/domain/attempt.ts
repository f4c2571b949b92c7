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
  'cleared',
  'undeployed',
  'regressed',
] as const
export type AttemptEvent = (typeof attemptEvents)[number]

export interface Attempt {
  state: AttemptState
  /** When the error came back after the fix had been verified. */
  brokenAt: string | null
}

export type Transition = { ok: true; attempt: Attempt } | { ok: false; reason: { code: 'no_such_transition'; sentence: string } }

/**
 * What has ended changes only by what is told late: `cleared`, what it ended by does not hold, and it is watched again;
 * `undeployed`, it did not run as was believed, or a person's word brings it back, and its deployments are followed anew.
 */
const table: Record<AttemptState, Partial<Record<AttemptEvent, AttemptState>>> = {
  // It fails while it waits by what happened before it was rolled back.
  awaiting_deploy: { deployed: 'watching', failed: 'failed', reverted: 'reverted', superseded: 'superseded' },
  watching: {
    rolled_back: 'awaiting_deploy',
    verified: 'verified',
    failed: 'failed',
    inconclusive: 'inconclusive',
    reverted: 'reverted',
    superseded: 'superseded',
  },
  // A recurrence after the window leaves the verdict and marks it broken.
  verified: {
    failed: 'failed',
    inconclusive: 'inconclusive',
    reverted: 'reverted',
    superseded: 'superseded',
    undeployed: 'awaiting_deploy',
    regressed: 'verified',
  },
  failed: { reverted: 'reverted', superseded: 'superseded', cleared: 'watching', undeployed: 'awaiting_deploy' },
  inconclusive: {
    failed: 'failed',
    reverted: 'reverted',
    superseded: 'superseded',
    cleared: 'watching',
    undeployed: 'awaiting_deploy',
  },
  reverted: { failed: 'failed', superseded: 'superseded', undeployed: 'awaiting_deploy' },
  superseded: { failed: 'failed', reverted: 'reverted', undeployed: 'awaiting_deploy' },
}

/** What the attempt is after an event at a time (ISO 8601 UTC), or why the event cannot happen to it. */
export function transition(attempt: Attempt, event: AttemptEvent, at: string): Transition {
  const state = table[attempt.state][event]
  if (!state) {
    const sentence = `A fix attempt that is ${attempt.state.replace('_', ' ')} cannot be ${event.replace('_', ' ')}.`
    return { ok: false, reason: { code: 'no_such_transition', sentence } }
  }
  const kept = state === 'verified' ? attempt.brokenAt : null
  return { ok: true, attempt: { state, brokenAt: event === 'regressed' ? (kept ?? at) : kept } }
}

/** Whether the attempt still waits for a deploy or for the end of its window. */
export function isOpen(state: AttemptState): boolean {
  return state === 'awaiting_deploy' || state === 'watching'
}
