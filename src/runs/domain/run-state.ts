// The states of a run: one table of transitions. The database refuses the same ones.

export const runStates = ['queued', 'claimed', 'preparing', 'running', 'waiting_for_person', 'finished'] as const
export type RunState = (typeof runStates)[number]

export const runKinds = ['investigate', 'implement', 'error_fix', 'triage', 'qa', 'research'] as const
export type RunKind = (typeof runKinds)[number]

export const runReasons = ['succeeded', 'failed', 'canceled', 'timed_out', 'stalled', 'budget_exceeded', 'lost'] as const
export type RunReason = (typeof runReasons)[number]

export const outcomes = [
  'completed',
  'no_changes_needed',
  'investigation_complete',
  'blocked',
  'needs_decision',
  'failed',
] as const
export type Outcome = (typeof outcomes)[number]

/** What can happen to a run. `give_back` is a lease lost before the agent started: the same run is tried again. */
export type RunEvent = 'claim' | 'prepare' | 'start' | 'ask_person' | 'hear_person' | 'give_back' | 'finish'

const table: Record<RunState, Partial<Record<RunEvent, RunState>>> = {
  queued: { claim: 'claimed', finish: 'finished' },
  claimed: { prepare: 'preparing', give_back: 'queued', finish: 'finished' },
  preparing: { start: 'running', give_back: 'queued', finish: 'finished' },
  running: { ask_person: 'waiting_for_person', finish: 'finished' },
  waiting_for_person: { hear_person: 'running', finish: 'finished' },
  // Final: a retry, feedback or an answer makes a new run with this one as its parent.
  finished: {},
}

/** The state after the event, or null if the event cannot happen in this state. */
export function transition(state: RunState, event: RunEvent): RunState | null {
  return table[state][event] ?? null
}

/** The states in which an event can happen, for the condition of the update that makes it happen. */
export function statesBefore(event: RunEvent): RunState[] {
  return runStates.filter((state) => table[state][event])
}

/** Kinds whose agent edits and commits; the others look and report. */
export function editsCode(kind: RunKind): boolean {
  return kind === 'implement' || kind === 'error_fix' || kind === 'qa'
}

/** Kinds whose result is a branch that the platform pushes. */
export function endsInBranch(kind: RunKind): boolean {
  return kind === 'implement' || kind === 'error_fix'
}
