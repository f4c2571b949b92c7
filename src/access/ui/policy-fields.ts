// The policy as a form: which fields stand together, what they mean, how they are entered.
import type { Policy } from '../domain/policy.ts'

type Kind = 'usd' | 'count' | 'seconds' | 'switch' | 'list' | 'text' | 'share' | 'push_review'

export interface PolicyField {
  name: keyof Policy
  label: string
  hint?: string
  kind: Kind
}

export interface PolicyGroup {
  title: string
  fields: PolicyField[]
}

export const policyGroups: PolicyGroup[] = [
  {
    title: 'Money',
    fields: [
      {
        name: 'day_budget_usd',
        label: 'Budget of a day',
        kind: 'usd',
        hint: 'Reserved before a run starts, so that it cannot be overshot by parallel starts. Resets at 00:00 UTC.',
      },
      { name: 'run_budget_usd', label: 'Budget of a run', kind: 'usd', hint: 'What the buttons say as "at most".' },
      { name: 'issue_budget_usd', label: 'Budget of an issue', kind: 'usd' },
    ],
  },
  {
    title: 'Starting',
    fields: [
      { name: 'start_on_assign', label: 'Assigning an agent starts work', kind: 'switch' },
      {
        name: 'auto_investigate',
        label: 'Errors are investigated by themselves',
        kind: 'switch',
        hint: 'By the default agent, when a repository and a credential work.',
      },
      {
        name: 'fix_errors_directly',
        label: 'Errors go straight to a fix',
        kind: 'switch',
        hint: 'Without a plan that a person approves first.',
      },
      {
        name: 'retry_failed_fixes',
        label: 'A failed fix starts another run',
        kind: 'switch',
        hint: 'With the failed attempt as context; never after three failures.',
      },
      { name: 'max_concurrent_runs', label: 'Runs at a time', kind: 'count' },
      { name: 'runs_per_day_error_fix', label: 'Runs a day on errors', kind: 'count' },
      { name: 'runs_per_day_other', label: 'Other runs a day', kind: 'count' },
      { name: 'min_occurrences', label: 'Occurrences before a run starts by itself', kind: 'count' },
      { name: 'start_delay_seconds', label: 'Wait after the first occurrence', kind: 'seconds' },
      { name: 'cooldown_seconds', label: 'Pause between two automatic runs about one error', kind: 'seconds' },
    ],
  },
  {
    title: 'Safety',
    fields: [
      { name: 'push_requires_review', label: 'Branches wait for a look before the push', kind: 'push_review' },
      {
        name: 'accept_unconfined_agents',
        label: 'I accept agents that are not confined',
        kind: 'switch',
        hint: "Where the operating system offers no sandbox, an agent that implements can reach whatever the server's user can. Recorded with your name.",
      },
    ],
  },
  {
    title: 'Verification',
    fields: [
      { name: 'verification_window_seconds', label: 'How long a fix is watched', kind: 'seconds' },
      { name: 'grace_seconds', label: 'Grace for old processes after a deploy', kind: 'seconds' },
      { name: 'recurrences_to_fail', label: 'Recurrences that fail a fix', kind: 'count' },
      {
        name: 'min_confidence',
        label: 'How sure a verdict must be',
        kind: 'share',
        hint: '0 to 0.9999. A weaker window is extended up to 14 days, then inconclusive.',
      },
      {
        name: 'early_verification',
        label: 'Fixes of loud errors are verified early',
        kind: 'switch',
        hint: 'After an hour at least, with per-event hooks; wrongly in at most 1 of 100 cases. What comes until the end of the window still fails them.',
      },
      { name: 'production_environments', label: 'Production environments', kind: 'list', hint: 'Separated by commas.' },
      {
        name: 'production_branches',
        label: 'Branches that are deployed',
        kind: 'list',
        hint: 'Besides the default branch of each repository, separated by commas.',
      },
      {
        name: 'deploy_workflow_pattern',
        label: 'Workflows that deploy',
        kind: 'text',
        hint: 'Parts of their names, separated by |',
      },
      { name: 'releases_deploy', label: 'A published release is a deployment', kind: 'switch' },
      {
        name: 'github_issue_label',
        label: 'GitHub issues with this label are filed here',
        kind: 'text',
        hint: 'Empty: none is.',
      },
      { name: 'resolve_in_sentry', label: 'Resolve in Sentry after a verified fix', kind: 'switch' },
      {
        name: 'resolve_at_deploy',
        label: 'Resolve in Sentry when a fix is deployed',
        kind: 'switch',
        hint: 'Sentry then tells a recurrence at once, as a regression, and that line counts as evidence.',
      },
      { name: 'reopen_canceled_on_regression', label: 'A regression reopens canceled issues', kind: 'switch' },
    ],
  },
  {
    title: 'Deliveries',
    fields: [
      {
        name: 'keep_deliveries_days',
        label: 'Days that deliveries are kept',
        kind: 'count',
        hint: 'Whole, with their bodies: so long they can be looked at and replayed.',
      },
      { name: 'keep_dead_deliveries_days', label: 'Days for those that were given up', kind: 'count' },
    ],
  },
]

/** The fields that differ from what is in force. */
export function changedPolicy(before: Policy, after: Policy): Partial<Policy> {
  const names = policyGroups.flatMap((group) => group.fields.map((field) => field.name))
  return Object.fromEntries(
    names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name])).map((name) => [name, after[name]]),
  )
}

const units = [
  { seconds: 86_400, name: 'days' },
  { seconds: 3600, name: 'hours' },
  { seconds: 60, name: 'minutes' },
  { seconds: 1, name: 'seconds' },
] as const
export type UnitName = (typeof units)[number]['name']
export const unitNames = units.map((unit) => unit.name)

/** The largest unit in which the span is a whole number. */
export function splitSeconds(seconds: number): { amount: number; unit: UnitName } {
  const unit = units.find((item) => seconds > 0 && seconds % item.seconds === 0) ?? units[3]
  return { amount: seconds / unit.seconds, unit: unit.name }
}

export function joinSeconds(amount: number, unit: UnitName): number {
  return Math.round(amount * (units.find((item) => item.name === unit)?.seconds ?? 1))
}
