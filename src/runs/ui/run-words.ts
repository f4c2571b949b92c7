// Runs in words: kinds, states and ends, each with its meaning.
import {
  Ban,
  Bot,
  CircleAlert,
  CircleCheck,
  CircleHelp,
  CircleSlash2,
  CircleStop,
  Hand,
  Hourglass,
  type LucideIcon,
  Unplug,
  Wallet,
} from 'lucide-react'
import type { Tone } from '../../ui/tone.ts'
import type { Run } from './run-queries.ts'

export const kindWords: Record<Run['kind'], string> = {
  investigate: 'Investigate',
  implement: 'Implement',
  error_fix: 'Fix the error',
  triage: 'Triage',
  qa: 'Check',
  research: 'Research',
}

export interface RunLook {
  icon: LucideIcon
  tone: Tone
  text: string
  live: boolean
}

const active: Record<Exclude<Run['state'], 'finished'>, Omit<RunLook, 'live'>> = {
  queued: { icon: Hourglass, tone: 'idle', text: 'Queued' },
  claimed: { icon: Bot, tone: 'work', text: 'Preparing' },
  preparing: { icon: Bot, tone: 'work', text: 'Preparing' },
  running: { icon: Bot, tone: 'work', text: 'Running' },
  waiting_for_person: { icon: Hand, tone: 'need', text: 'Waits for you' },
}

const reasons: Record<Exclude<NonNullable<Run['reason']>, 'succeeded'>, Omit<RunLook, 'live'>> = {
  failed: { icon: CircleAlert, tone: 'fail', text: 'Failed' },
  canceled: { icon: CircleSlash2, tone: 'idle', text: 'Canceled' },
  timed_out: { icon: CircleStop, tone: 'fail', text: 'Timed out' },
  stalled: { icon: CircleStop, tone: 'fail', text: 'Stalled' },
  budget_exceeded: { icon: Wallet, tone: 'fail', text: 'Budget used up' },
  lost: { icon: Unplug, tone: 'fail', text: 'Lost' },
}

const outcomes: Record<NonNullable<Run['outcome']>, Omit<RunLook, 'live'>> = {
  completed: { icon: CircleCheck, tone: 'good', text: 'Completed' },
  no_changes_needed: { icon: CircleCheck, tone: 'idle', text: 'No changes needed' },
  investigation_complete: { icon: CircleCheck, tone: 'good', text: 'Plan posted' },
  blocked: { icon: Ban, tone: 'need', text: 'Blocked' },
  needs_decision: { icon: CircleHelp, tone: 'need', text: 'Asks you' },
  failed: { icon: CircleAlert, tone: 'fail', text: 'Gave up' },
}

/** How a run stands; a finished one by what came of it. */
export function runLook(run: Pick<Run, 'state' | 'reason' | 'outcome' | 'cancel_requested_at' | 'push_state'>): RunLook {
  if (run.state !== 'finished') {
    if (run.cancel_requested_at) return { icon: CircleStop, tone: 'idle', text: 'Stopping', live: true }
    return { ...active[run.state], live: run.state === 'running' || run.state === 'preparing' || run.state === 'claimed' }
  }
  if (run.push_state === 'held') return { icon: Hand, tone: 'need', text: 'Held before the push', live: false }
  if (run.reason && run.reason !== 'succeeded') return { ...reasons[run.reason], live: false }
  return {
    ...(run.outcome ? outcomes[run.outcome] : { icon: CircleCheck, tone: 'idle' as const, text: 'Finished' }),
    live: false,
  }
}

export const confinementWords: Record<NonNullable<Run['confinement']>, string> = {
  container: 'in a container',
  sandbox: 'in a sandbox',
  other_uid: 'as another user',
  none: 'not confined',
}

/** How long it has run, or ran, in milliseconds; null before it began. */
export function runDurationMs(run: Pick<Run, 'started_at' | 'finished_at'>, now: Date): number | null {
  if (!run.started_at) return null
  return (run.finished_at ? Date.parse(run.finished_at) : now.getTime()) - Date.parse(run.started_at)
}
