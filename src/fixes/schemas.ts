// Pull requests, fix attempts and deployments as the API speaks of them.
import { z } from '@hono/zod-openapi'
import { timeSchema } from '../platform/http/schemas.ts'

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
    updated_at: timeSchema,
  })
  .openapi('PullLink')

export const fixAttemptSchema = z
  .object({
    id: z.string(),
    issue_id: z.string(),
    issue_identifier: z.string(),
    issue_title: z.string(),
    pull_request: z.object({ repository: z.string(), number: z.number().int(), url: z.string().nullable(), title: z.string() }),
    state: z.enum(['awaiting_deploy', 'watching', 'verified', 'failed', 'inconclusive', 'reverted', 'superseded']),
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
    created_at: timeSchema,
  })
  .openapi('FixAttempt')

export const createDeploymentSchema = z
  .object({
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
