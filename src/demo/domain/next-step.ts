// What the demo does next: it plays Sentry, the person, GitHub and the deploy, and waits for Dispatch to do the rest.

export interface DemoFacts {
  issue: { isAssigned: boolean } | null
  hasActiveRun: boolean
  plan: { state: string; ageSeconds: number } | null
  /** The branch that a finished run's changes were pushed to. */
  pushedBranch: string | null
  pull: { state: string; ageSeconds: number } | null
  fix: { state: string; ageSeconds: number; hasTraffic: boolean } | null
  /** Since the demo began. */
  ageSeconds: number
}

export type DemoStep =
  | 'report_error'
  | 'assign'
  | 'approve'
  | 'open_pull'
  | 'merge'
  | 'deploy'
  | 'send_traffic'
  | 'wait'
  | 'done'
  | 'give_up'

/** Long enough to be read on the screen, short enough for a minute in all. */
const pauseSeconds = { plan: 5, pull: 3, merge: 3 }
const patienceSeconds = 300

const verdicts: readonly string[] = ['verified', 'failed', 'inconclusive', 'reverted', 'superseded']

/** How far it got, for whoever looks: what does not end in time has stopped half-way, whatever became of its job. */
export function demoState({ fix, ageSeconds }: { fix: string | null; ageSeconds: number }): 'running' | 'done' | 'stopped' {
  if (fix !== null && verdicts.includes(fix)) return 'done'
  return ageSeconds > patienceSeconds ? 'stopped' : 'running'
}

export function decideStep(facts: DemoFacts): DemoStep {
  if (facts.fix && verdicts.includes(facts.fix.state)) return 'done'
  if (facts.ageSeconds > patienceSeconds) return 'give_up'
  if (!facts.issue) return 'report_error'
  if (!facts.issue.isAssigned) return 'assign'
  if (facts.fix) return stepOfFix(facts.fix)
  if (facts.pull) return facts.pull.state === 'open' && facts.pull.ageSeconds >= pauseSeconds.pull ? 'merge' : 'wait'
  if (facts.hasActiveRun) return 'wait'
  if (facts.plan?.state === 'submitted') return facts.plan.ageSeconds >= pauseSeconds.plan ? 'approve' : 'wait'
  return facts.pushedBranch ? 'open_pull' : 'wait'
}

function stepOfFix(fix: NonNullable<DemoFacts['fix']>): DemoStep {
  if (fix.state === 'awaiting_deploy') return fix.ageSeconds >= pauseSeconds.merge ? 'deploy' : 'wait'
  return fix.hasTraffic ? 'wait' : 'send_traffic'
}
