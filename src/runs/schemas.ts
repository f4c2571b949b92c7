// Runs, plans and transcripts as the API speaks of them.
import { z } from '@hono/zod-openapi'
import { actorSchema, pageOf, pageQuery, timeSchema } from '../platform/http/schemas.ts'
import { outcomes, runKinds, runReasons, runStates } from './domain/run-state.ts'

export const runKindSchema = z.enum(runKinds)
export const runStateSchema = z.enum(runStates)
export const runReasonSchema = z.enum(runReasons)
export const outcomeSchema = z.enum(outcomes)

export const gateDecisionSchema = z
  .object({
    rule: z.string(),
    result: z.enum(['start', 'delay', 'refuse', 'none']),
    reason: z.string(),
    detail: z.string(),
    resets_at: timeSchema.nullable(),
  })
  .openapi('GateDecision')
export type GateDecision = z.infer<typeof gateDecisionSchema>

export const runSchema = z
  .object({
    id: z.string(),
    issue_id: z.string(),
    issue_identifier: z.string(),
    issue_title: z.string(),
    kind: runKindSchema,
    state: runStateSchema,
    reason: runReasonSchema.nullable(),
    failure_code: z.string().nullable(),
    failure_detail: z.string().nullable(),
    outcome: outcomeSchema.nullable(),
    outcome_summary: z.string().nullable(),
    question: z.string().nullable(),
    agent: z.object({ id: z.string(), name: z.string(), adapter: z.string(), model: z.string().nullable() }),
    repository: z.object({ id: z.string(), name: z.string() }),
    parent_run_id: z.string().nullable(),
    plan_id: z.string().nullable(),
    simulated: z.boolean(),
    attempt: z.number().int(),
    not_before: timeSchema.nullable(),
    confinement: z.enum(['container', 'sandbox', 'other_uid', 'none']).nullable(),
    branch: z.string().nullable(),
    base_sha: z.string().nullable(),
    head_sha: z.string().nullable(),
    push_state: z.enum(['pending', 'held', 'pushed', 'nothing']).nullable(),
    push_detail: z.unknown(),
    evidence: z.unknown(),
    budget_usd: z.number(),
    cost_usd: z.number(),
    activity: z.string().nullable(),
    activity_at: timeSchema.nullable(),
    requested_by: actorSchema,
    instructions: z.string().nullable(),
    cancel_requested_at: timeSchema.nullable(),
    created_at: timeSchema,
    started_at: timeSchema.nullable(),
    finished_at: timeSchema.nullable(),
  })
  .openapi('Run')
export type Run = z.infer<typeof runSchema>
export const runPageSchema = pageOf(runSchema)

export const startRunSchema = z
  .strictObject({
    kind: runKindSchema,
    agent: z.string().min(1).max(200).optional(),
    instructions: z.string().max(20_000).optional(),
    force: z.boolean().default(false),
    force_reason: z.string().trim().min(1).max(1000).optional(),
  })
  .refine((body) => !body.force || body.force_reason, { path: ['force_reason'], message: 'is required with force' })
  .openapi('StartRun')
export type StartRun = z.input<typeof startRunSchema>

export const planSchema = z
  .object({
    id: z.string(),
    issue_id: z.string(),
    run_id: z.string().nullable(),
    version: z.number().int(),
    state: z.enum(['submitted', 'approved', 'changes_requested', 'superseded']),
    content: z.string(),
    content_hash: z.string(),
    base_sha: z.string().nullable(),
    created_by: actorSchema,
    created_at: timeSchema,
    decided_by: actorSchema.nullable(),
    decided_at: timeSchema.nullable(),
    feedback: z.string().nullable(),
    versions: z.array(
      z.object({ version: z.number().int(), state: z.string(), content_hash: z.string(), created_at: timeSchema }),
    ),
  })
  .openapi('Plan')
export type Plan = z.infer<typeof planSchema>

export const planBaseSchema = z
  .object({
    version: z.number().int(),
    /** The commit that the plan was made for. */
    base_sha: z.string().nullable(),
    /** The tip of the base branch now; null when the repository did not answer in time. */
    tip_sha: z.string().nullable(),
    /** Commits since then, at most 500 are counted. */
    commits: z.number().int(),
    /** Files that the plan names and that changed since. */
    planned_files: z.array(z.string()),
    /** What a person should know before approving; null if nothing. */
    warning: z.string().nullable(),
  })
  .openapi('PlanBase')
export type PlanBase = z.infer<typeof planBaseSchema>

export const approvePlanSchema = z
  .strictObject({
    content_hash: z.string().regex(/^[0-9a-f]{64}$/, 'must be the sha256 of the plan in hex'),
    start: z.boolean().default(true),
  })
  .openapi('ApprovePlan')
export const approvedPlanSchema = z
  .object({ plan: planSchema, run: runSchema.nullable(), decision: gateDecisionSchema })
  .openapi('ApprovedPlan')
export const requestChangesSchema = z.strictObject({ feedback: z.string().trim().min(1).max(20_000) }).openapi('RequestChanges')
export const editPlanSchema = z.strictObject({ content: z.string().trim().min(1).max(200_000) }).openapi('EditPlan')

/** One finished block of a transcript; `content` depends on `kind`. */
export const transcriptEntrySchema = z
  .object({
    seq: z.number().int(),
    at: timeSchema,
    kind: z.enum(['text', 'thinking', 'tool_call', 'tool_result', 'error', 'result', 'system']),
    content: z.record(z.string(), z.unknown()),
  })
  .openapi('TranscriptEntry')

export const activitySchema = z
  .object({
    id: z.string(),
    run_id: z.string().nullable(),
    at: timeSchema,
    kind: z.string(),
    summary: z.string(),
    data: z.record(z.string(), z.unknown()),
  })
  .openapi('Activity')

export const transcriptPageSchema = pageOf(transcriptEntrySchema)
export const activityPageSchema = pageOf(activitySchema)

const many = <T extends z.ZodType>(item: T) =>
  z
    .union([item, z.array(item).max(20)])
    .transform((value) => (Array.isArray(value) ? value : [value]))
    .optional()

export const listRunsQuery = pageQuery.extend({
  state: many(runStateSchema),
  issue: z.string().min(1).max(100).optional(),
  agent: z.string().min(1).max(200).optional().openapi({ description: 'An id or a name.' }),
})
export type ListRuns = z.output<typeof listRunsQuery>

export const transcriptQuery = z.object({
  after: z.coerce.number().int().min(0).default(0).openapi({ description: 'Entries with a greater sequence number.' }),
  limit: z.coerce.number().int().min(1).max(200).default(100),
})

export const pushSchema = z
  .strictObject({ head_sha: z.string().regex(/^[0-9a-f]{40,64}$/, 'must be the full id of the commit that was shown') })
  .openapi('ApprovePush')

export const runDiffSchema = z
  .object({
    base_sha: z.string(),
    head_sha: z.string(),
    text: z.string().openapi({ description: 'A unified diff.' }),
    truncated: z.boolean(),
  })
  .openapi('RunDiff')

/** All agents of the workspace at a glance. */
export const fleetSchema = z
  .object({
    running: z.number().int(),
    queued: z.number().int(),
    spent_today_usd: z.number(),
    reserved_usd: z.number().openapi({ description: 'Set aside today for runs that go on.' }),
    day_budget_usd: z.number(),
    runs_enabled: z.boolean(),
    kill_switch_env: z.boolean(),
  })
  .openapi('Fleet')
export type Fleet = z.infer<typeof fleetSchema>
