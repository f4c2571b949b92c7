// A workspace's policy: what people may tune. Only what was changed is stored, so a better default reaches everyone else.
import { z } from '@hono/zod-openapi'

const usd = z.number().min(0).max(100_000)
const count = z.number().int().min(0).max(10_000)
const day = 86_400
const seconds = (min: number, max: number) => z.number().int().min(min).max(max)

const fields = {
  /** The kill switch: false refuses every start. */
  runs_enabled: z.boolean().default(true),
  max_concurrent_runs: z.number().int().min(1).max(100).default(2),
  runs_per_day_error_fix: count.default(10),
  runs_per_day_other: count.default(20),
  day_budget_usd: usd.default(25),
  run_budget_usd: usd.default(5),
  issue_budget_usd: usd.default(15),
  /** Seconds between two automatic runs about one error. */
  cooldown_seconds: seconds(0, 30 * day).default(3600),
  /** Occurrences of an error before a run starts by itself. */
  min_occurrences: z.number().int().min(1).max(1_000_000).default(1),
  start_delay_seconds: seconds(0, 7 * day).default(0),
  start_on_assign: z.boolean().default(true),
  auto_investigate: z.boolean().default(false),
  /** Errors go straight to a fix; otherwise a plan comes first and a person approves it. */
  fix_errors_directly: z.boolean().default(false),
  retry_failed_fixes: z.boolean().default(false),
  /** A person's word that agents may work where the operating system cannot confine them. */
  accept_unconfined_agents: z.boolean().default(false),
  /** Null: on for work on strangers' text, off otherwise. */
  push_requires_review: z.boolean().nullable().default(null),
  verification_window_seconds: seconds(5, 30 * day).default(2 * day),
  /** Old processes may still report errors this long after a deploy. */
  grace_seconds: seconds(0, day).default(600),
  recurrences_to_fail: z.number().int().min(1).max(1000).default(1),
  /** A quiet window weaker than this is extended up to 14 days, then inconclusive. */
  min_confidence: z.number().min(0).max(0.9999).default(0),
  /** The fix of a loud error may be verified before its window ends, wrongly in at most 1 of 100 cases; what comes later still fails it. */
  early_verification: z.boolean().default(false),
  production_environments: z.array(z.string().trim().min(1).max(100)).min(1).max(20).default(['production', 'prod']),
  /** Branches that production is deployed from, besides the default branch of each repository: a fix is merged when it is there. */
  production_branches: z.array(z.string().trim().min(1).max(200)).max(20).default([]),
  /** A workflow counts as a deploy when its name contains one of these, separated by `|`; letter case does not matter. */
  deploy_workflow_pattern: z.string().trim().min(1).max(200).default('production|deploy-prod'),
  /** Whether a published release is a deployment to production. */
  releases_deploy: z.boolean().default(false),
  /** A GitHub issue with this label becomes an issue here; empty: none does. */
  github_issue_label: z.string().trim().max(50).default('dispatch'),
  reopen_canceled_on_regression: z.boolean().default(false),
  resolve_in_sentry: z.boolean().default(true),
  /** Resolves the error in Sentry as soon as its fix is deployed, so that a recurrence is told at once as a regression. */
  resolve_at_deploy: z.boolean().default(false),
  /** Bodies of webhooks that were decided about can be looked at and replayed this long. */
  keep_deliveries_days: z.number().int().min(1).max(365).default(30),
  /** The same for those that were given up. */
  keep_dead_deliveries_days: z.number().int().min(1).max(730).default(90),
}

/** As stored, with the defaults filled in. */
export const policySchema = z.object(fields).openapi('Policy')
export type Policy = z.output<typeof policySchema>

/** A change: any of the fields, no others. */
export const policyPatchSchema = z.strictObject(withoutDefaults(fields)).partial().openapi('PolicyPatch')
export type PolicyPatch = z.output<typeof policyPatchSchema>

/** The policy in force, from what `dispatch_workspace.policy` holds. */
export function readPolicy(stored: unknown): Policy {
  return policySchema.parse(stored)
}

/** What differs, as `policy.<field>: [old, new]`; empty when nothing does. */
export function policyChanges(before: Policy, after: Policy): Record<string, [unknown, unknown]> {
  const names = Object.keys(fields) as (keyof Policy)[]
  return Object.fromEntries(
    names
      .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
      .map((name) => [`policy.${name}`, [before[name], after[name]]]),
  )
}

/** Stopping agents is never asked for a password: it must work at once. */
export function onlyStopsRuns(patch: PolicyPatch): boolean {
  return patch.runs_enabled === false && Object.keys(patch).length === 1
}

type WithoutDefaults<Shape extends Record<string, z.ZodDefault>> = { [Name in keyof Shape]: Shape[Name]['def']['innerType'] }

/** The same fields without defaults: in a change, absence means "leave it". The cast restates what the loop does. */
function withoutDefaults<Shape extends Record<string, z.ZodDefault>>(shape: Shape): WithoutDefaults<Shape> {
  return Object.fromEntries(Object.entries(shape).map(([name, field]) => [name, field.def.innerType])) as WithoutDefaults<Shape>
}
