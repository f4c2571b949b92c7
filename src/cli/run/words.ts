// How a run stands, in a word and a colour.
import type { Run } from '../../runs/schemas.ts'
import { plainLine } from '../shared/plain-text.ts'
import type { Style } from '../shared/screen.ts'
import { money } from '../shared/times.ts'

export function stateOf({ state, reason }: Pick<Run, 'state' | 'reason'>): string {
  return (state === 'finished' ? (reason ?? state) : state).replaceAll('_', ' ')
}

export function styleOf({ state, reason }: Pick<Run, 'state' | 'reason'>): Style {
  if (state !== 'finished') return 'cyan'
  if (reason === 'succeeded') return 'green'
  return reason === 'canceled' ? 'dim' : 'red'
}

/** How it ended, with what came of it. */
export function ending(run: Run): string {
  const { outcome, outcome_summary, question, failure_detail, failure_code, cost_usd, push_state } = run
  const why = outcome_summary ?? question ?? failure_detail ?? failure_code
  const parts = [
    [stateOf(run), outcome?.replaceAll('_', ' ')].filter(Boolean).join(': '),
    why && plainLine(why),
    push_state && `push ${push_state}`,
    cost_usd > 0 && money(cost_usd),
  ]
  return parts.filter(Boolean).join(' · ')
}
