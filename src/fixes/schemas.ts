// Pull requests, fix attempts and deployments as the API speaks of them.
import { z } from '@hono/zod-openapi'
import { pageOf, pageQuery, timeSchema } from '../platform/http/schemas.ts'
import { attemptStates } from './domain/attempt.ts'

export const pullLinkSchema = z
  .object({
    id: z.string(),
    repository: z.string(),
    number: z.number().int(),
    title: z.string(),
    url: z.string().nullable(),
    state: z.enum(['open', 'draft', 'closed', 'merged']),
    ci_state: z.enum(['pending', 'success', 'failure']).nullable(),
    author: z.string().nullable(),
    head_branch: z.string().nullable(),
    base_branch: z.string().nullable(),
    merge_sha: z.string().nullable(),
    merged_at: timeSchema.nullable(),
    link_kind: z.enum(['closes', 'mentions', 'suggested']),
    matched_by: z.string(),
    score: z.number().nullable().openapi({ description: 'How alike the two are, for what was suggested by that.' }),
    updated_at: timeSchema,
  })
  .openapi('PullLink')
export type PullLink = z.infer<typeof pullLinkSchema>
export const pullLinksSchema = pageOf(pullLinkSchema)

export const linkPullSchema = z
  .strictObject({
    repository: z.string().trim().min(1).max(200).openapi({ description: 'owner/name of a repository of this workspace.' }),
    number: z.number().int().min(1).max(2_000_000_000),
    link_kind: z.enum(['closes', 'mentions']).default('closes'),
  })
  .openapi('LinkPullRequest')
export type LinkPullBody = z.output<typeof linkPullSchema>

const rateSchema = z.object({
  per_day: z.number(),
  low: z.number().openapi({ description: 'Lower end of the exact 95 % interval.' }),
  high: z.number().nullable().openapi({ description: 'Upper end of the exact 95 % interval.' }),
})

/** What a verdict rests on; while the attempt is watched, what it would rest on now. */
export const fixProofSchema = z
  .object({
    channels: z.array(z.string()).openapi({ description: 'What would have shown a recurrence.' }),
    connect: z.array(z.string()).openapi({ description: 'What to connect for a surer verdict.' }),
    has_traffic: z.boolean().nullable(),
    strength: z.enum(['strong', 'weak', 'none']).nullable(),
    early: z
      .object({ max_error: z.number(), ratio: z.number(), at_least_per_day: z.number(), seconds_needed: z.number() })
      .nullable()
      .openapi({ description: 'The rule by which it was verified before the end of its window; null otherwise.' }),
    events_before: z.number().nullable(),
    events_after: z.number().nullable(),
    seconds_before: z.number().nullable().openapi({ description: 'How long the events before were counted.' }),
    seconds_after: z.number().nullable().openapi({ description: 'How much of the window has passed.' }),
    rate_before: rateSchema.nullable(),
    rate_after: rateSchema.nullable(),
    ratio: z
      .object({ estimate: z.number(), low: z.number(), high: z.number().nullable() })
      .nullable()
      .openapi({ description: 'The rate after over the rate before, with its exact 95 % interval.' }),
    expected_events: z.number().nullable(),
    confidence: z.number().nullable().openapi({ description: '1 − e^(−expected events) for a silent window.' }),
    sureness: z
      .number()
      .nullable()
      .openapi({ description: 'How sure the exact test of both counts makes that the error became rarer.' }),
  })
  .openapi('FixProof')
export type FixProof = z.infer<typeof fixProofSchema>

export const fixAttemptSchema = z
  .object({
    id: z.string(),
    issue_id: z.string(),
    issue_identifier: z.string(),
    issue_title: z.string(),
    pull_request: z.object({ repository: z.string(), number: z.number().int(), url: z.string().nullable(), title: z.string() }),
    state: z.enum(attemptStates),
    state_detail: z.string(),
    merge_sha: z.string(),
    merged_at: timeSchema,
    environment: z.string().nullable(),
    deployed_sha: z.string().nullable(),
    deployed_at: timeSchema.nullable(),
    window_starts_at: timeSchema.nullable(),
    window_ends_at: timeSchema.nullable(),
    verdict_at: timeSchema.nullable(),
    broken_at: timeSchema.nullable(),
    evidence: z.record(z.string(), z.unknown()),
    events_before: z.number().nullable(),
    events_after: z.number().nullable(),
    expected_events: z.number().nullable(),
    confidence: z.number().nullable(),
    sureness: z.number().nullable(),
    proof: fixProofSchema.nullable(),
    created_at: timeSchema,
  })
  .openapi('FixAttempt')
export type FixAttempt = z.infer<typeof fixAttemptSchema>

/** One attempt with its chart and its history. */
export const fixDetailSchema = fixAttemptSchema
  .extend({
    occurrences: z
      .object({
        bucket_seconds: z.number().int(),
        buckets: z.array(z.object({ starts_at: timeSchema, events: z.number().int(), against: z.number().int() })),
      })
      .nullable()
      .openapi({ description: 'Occurrences that were told one by one; `against`: those that speak against the fix.' }),
    history: z.array(
      z.object({ at: timeSchema, type: z.string(), reason: z.string().nullable(), detail: z.string().nullable() }),
    ),
  })
  .openapi('FixDetail')
export type FixDetail = z.infer<typeof fixDetailSchema>

export const listFixesQuery = pageQuery.extend({
  state: z
    .union([z.enum(attemptStates), z.array(z.enum(attemptStates)).max(20)])
    .transform((value) => (Array.isArray(value) ? value : [value]))
    .optional(),
})
export type ListFixes = z.output<typeof listFixesQuery>

export const fixCountsSchema = z.record(z.enum(attemptStates), z.number().int()).openapi('FixCounts')
export type FixCounts = z.infer<typeof fixCountsSchema>
export const issueFixesSchema = pageOf(fixDetailSchema)
export const fixPageSchema = pageOf(fixAttemptSchema).extend({ counts: fixCountsSchema })

export const createDeploymentSchema = z
  .strictObject({
    repository: z.string().trim().min(1).max(200),
    sha: z.string().regex(/^[0-9a-f]{40}$/, 'must be a full commit sha in lower-case hex'),
    environment: z.string().trim().min(1).max(100).default('production'),
    deployed_at: z.iso.datetime({ offset: true }).optional(),
    commits: z
      .array(z.string().regex(/^[0-9a-f]{40}$/))
      .max(5000)
      .default([]),
  })
  .openapi('CreateDeployment')
export type CreateDeployment = z.output<typeof createDeploymentSchema>

export const deploymentSchema = z
  .object({
    id: z.string(),
    repository: z.string(),
    environment: z.string(),
    is_production: z.boolean(),
    production_reason: z.string(),
    sha: z.string(),
    source: z.string(),
    url: z.string().nullable(),
    deployed_at: timeSchema,
    received_at: timeSchema,
  })
  .openapi('Deployment')
export type Deployment = z.infer<typeof deploymentSchema>

/** Commits that may have caused an error, and what was deployed around its first occurrence. */
export const suspectsSchema = z
  .object({
    state: z.enum(['found', 'none', 'unknown']).openapi({
      description: '`none`: looked, and nothing touches its stack. `unknown`: it could not be looked; `detail` says why.',
    }),
    detail: z.string(),
    repository: z.string().nullable(),
    first_seen: timeSchema.nullable(),
    looked_at: timeSchema.nullable(),
    commits: z.array(
      z.object({
        sha: z.string(),
        subject: z.string(),
        url: z.string().nullable(),
        committed_at: timeSchema,
        score: z.number().openapi({ description: 'Between 0 and 1: nearness to the error, recency, how many of its files.' }),
        files: z.array(z.string()),
        pull_request: z
          .object({ repository: z.string(), number: z.number().int(), title: z.string(), url: z.string().nullable() })
          .nullable(),
      }),
    ),
    deployments: z.array(
      z.object({
        id: z.string(),
        environment: z.string(),
        sha: z.string(),
        url: z.string().nullable(),
        deployed_at: timeSchema,
        is_before: z.boolean().openapi({ description: 'Whether it came before the first occurrence.' }),
      }),
    ),
  })
  .openapi('Suspects')
export type Suspects = z.infer<typeof suspectsSchema>
