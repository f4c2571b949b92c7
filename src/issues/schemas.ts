// Issues as the API speaks of them. Types are inferred from here; OpenAPI and MCP are generated from here.
import { z } from '@hono/zod-openapi'
import { actorSchema, pageOf, pageQuery, timeSchema } from '../platform/http/schemas.ts'
import { categories, priorities } from './domain/category.ts'
import { shownKinds } from './domain/relation.ts'
import { agentStates, fixStates } from './domain/waiting.ts'

export const categorySchema = z.enum(categories)
export const prioritySchema = z.enum(priorities)
export const sourceSchema = z.enum(['manual', 'api', 'agent', 'sentry', 'github', 'loki', 'signal'])

/** Text of one line: no control characters, trimmed. */
export const lineText = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(max, `may have at most ${max} characters`)
    .refine((text) => !hasControlCharacters(text), 'may not contain control characters')

function hasControlCharacters(text: string): boolean {
  return [...text].some((character) => (character.codePointAt(0) ?? 0) < 32 || character === '\u007f')
}

const markdown = (max: number) =>
  z
    .string()
    .max(max, `may have at most ${max} characters`)
    .refine((text) => !text.includes('\u0000'), 'may not contain NUL characters')

export const statusSchema = z
  .object({ id: z.string(), name: z.string(), category: categorySchema, color: z.string(), position: z.number().int() })
  .openapi('Status')
export const labelSchema = z.object({ id: z.string(), name: z.string(), color: z.string() }).openapi('Label')
export const assigneeSchema = z
  .object({ type: z.enum(['agent', 'person']), id: z.string(), name: z.string() })
  .openapi('Assignee')

export const waitingOnSchema = z
  .object({
    who: z.enum(['person', 'agent', 'deploy', 'time', 'pull_request', 'issue', 'nobody']),
    code: z.string(),
    text: z.string(),
    since: timeSchema,
    until: timeSchema.nullable(),
  })
  .openapi('WaitingOn')

/** What a card on the board shows. */
export const cardSchema = z
  .object({
    id: z.string(),
    identifier: z.string().openapi({ example: 'DISPATCH-42' }),
    number: z.number().int(),
    title: z.string(),
    status: statusSchema.omit({ position: true }),
    priority: prioritySchema,
    labels: z.array(labelSchema),
    assignee: assigneeSchema.nullable(),
    source: sourceSchema,
    simulated: z.boolean(),
    rank: z.string(),
    revision: z.number().int(),
    created_at: timeSchema,
    updated_at: timeSchema,
    closed_at: timeSchema.nullable(),
    agent_state: z.enum(agentStates),
    waiting_on: waitingOnSchema,
    fix_state: z.enum(fixStates),
    needs_attention: z.string().nullable(),
    pull_request: z
      .object({
        number: z.number().int(),
        url: z.string().nullable(),
        state: z.enum(['open', 'draft', 'closed', 'merged']),
        ci_state: z.enum(['pending', 'success', 'failure']).nullable(),
      })
      .nullable(),
    cost_usd: z.number(),
    sub_issues: z
      .object({ total: z.number().int(), done: z.number().int() })
      .openapi({ description: 'Issues directly below it, without canceled ones. List them with `parent=`.' }),
  })
  .openapi('IssueCard')
export type Card = z.infer<typeof cardSchema>

export const externalIssueSchema = z
  .object({
    id: z.string(),
    source: z.enum(['sentry', 'github', 'loki', 'linear', 'signal']),
    external_id: z.string(),
    short_id: z.string().nullable(),
    url: z.string().nullable(),
    title: z.string().nullable(),
    project: z.string().nullable(),
    state: z.string().nullable(),
    occurrences: z.number().int(),
    users_affected: z.number().int(),
    first_seen: timeSchema.nullable(),
    last_seen: timeSchema.nullable(),
  })
  .openapi('ExternalIssue')

export const relationSchema = z
  .object({
    id: z.string(),
    kind: z.enum(shownKinds),
    issue: z.object({
      id: z.string(),
      identifier: z.string(),
      title: z.string(),
      priority: prioritySchema,
      status: statusSchema.omit({ position: true }),
    }),
    created_at: timeSchema,
  })
  .openapi('Relation')
export type Relation = z.infer<typeof relationSchema>

export const issueSchema = cardSchema
  .extend({
    description: z.string(),
    is_error_sourced: z.boolean(),
    repository: z.object({ id: z.string(), name: z.string() }).nullable(),
    parent: z.object({ id: z.string(), identifier: z.string(), title: z.string() }).nullable(),
    relations: z.array(relationSchema).openapi({ description: 'The first 100; the list has all.' }),
    external_issues: z.array(externalIssueSchema).openapi({ description: 'The first 100; the list of links has all.' }),
    created_by: actorSchema,
    close_reason: z.string().nullable(),
    branch: z.string().nullable(),
  })
  .openapi('Issue')
export type Issue = z.infer<typeof issueSchema>

export const nameOrId = z.string().trim().min(1).max(200)

export const createIssueSchema = z
  .strictObject({
    title: lineText(500),
    description: markdown(100_000).default(''),
    status: nameOrId.optional().openapi({ description: 'A status id, an exact name (any case), or a category.' }),
    priority: prioritySchema.default('P3'),
    labels: z.array(nameOrId).max(50).default([]),
    assignee: nameOrId
      .nullable()
      .default(null)
      .openapi({ description: 'An id or a name. Assigning an enabled agent starts work.' }),
    repository: nameOrId.nullable().default(null),
    parent: nameOrId.nullable().default(null),
  })
  .openapi('CreateIssue')
export type CreateIssue = z.input<typeof createIssueSchema>

/** Every field that an edit may change, besides the place in a column. */
export const issueChanges = {
  title: lineText(500),
  description: markdown(100_000).nullable(),
  status: nameOrId,
  priority: prioritySchema,
  labels: z.array(nameOrId).max(50).nullable().openapi({ description: 'The whole new set.' }),
  add_labels: z.array(nameOrId).max(50),
  remove_labels: z.array(nameOrId).max(50),
  assignee: nameOrId.nullable(),
  repository: nameOrId.nullable(),
  parent: nameOrId.nullable(),
  needs_attention: z.null(),
  close_reason: lineText(1000).openapi({
    description: 'Why a person closes an issue that came from an error without a verdict.',
  }),
}
export const changesSomething = (body: object) => Object.values(body).some((value) => value !== undefined)
export const nothingChanged = 'must change at least one field'

export const updateIssueSchema = z
  .strictObject({
    ...issueChanges,
    rank: z
      .strictObject({ before: z.string().max(100).nullable().optional(), after: z.string().max(100).nullable().optional() })
      .openapi({ description: 'Place the issue directly before or after another issue of its column (ids).' }),
  })
  .partial()
  .refine(changesSomething, nothingChanged)
  .openapi('UpdateIssue')
export type UpdateIssue = z.input<typeof updateIssueSchema>

const many = <T extends z.ZodType>(item: T) =>
  z
    .union([item, z.array(item).max(50)])
    .transform((value) => (Array.isArray(value) ? value : [value]))
    .optional()

export const issueFilterSchema = z.object({
  status: many(nameOrId),
  category: many(categorySchema),
  priority: many(prioritySchema),
  label: many(nameOrId),
  assignee: many(nameOrId).openapi({ description: 'An id, a name, `none`, or `me` for the person who asks.' }),
  source: many(sourceSchema),
  parent: many(nameOrId).openapi({ description: 'An id, an identifier, or `none`.' }),
  q: z.string().max(500).optional(),
  updated_since: z.iso
    .datetime({ offset: true })
    .refine((time) => new Date(time).getUTCFullYear() >= 1, 'is before all time')
    .optional(),
  needs_attention: z.enum(['true', 'false']).optional(),
})

export const sortSchema = z.enum(['-updated', 'updated', '-created', 'created', 'rank', '-rank', 'priority', '-priority'])
export const listIssuesQuery = issueFilterSchema.extend(pageQuery.shape).extend({ sort: sortSchema.default('-updated') })

export const issuePageSchema = pageOf(cardSchema).extend({ position: z.number().int() })

export const commentSchema = z
  .object({
    id: z.string(),
    issue_id: z.string(),
    body: z.string(),
    author: actorSchema,
    created_at: timeSchema,
    edited_at: timeSchema.nullable(),
  })
  .openapi('Comment')
export const commentVersionSchema = z
  .object({ version: z.number().int(), body: z.string(), replaced_by: actorSchema, replaced_at: timeSchema })
  .openapi('CommentVersion')
export const createCommentSchema = z
  .strictObject({ body: markdown(50_000).refine((text) => text.trim().length > 0, 'must not be empty') })
  .openapi('CreateComment')

export const eventSchema = z
  .object({
    seq: z.number().int(),
    at: timeSchema,
    type: z.string(),
    subject: z.object({ type: z.string(), id: z.string() }),
    issue_id: z.string().nullable(),
    run_id: z.string().nullable(),
    actor: actorSchema,
    payload: z.record(z.string(), z.unknown()),
  })
  .openapi('Event')

export const historySchema = z
  .object({
    seq: z.number().int(),
    at: timeSchema,
    type: z.string(),
    actor: actorSchema,
    old_value: z.unknown(),
    new_value: z.unknown(),
    payload: z.record(z.string(), z.unknown()),
  })
  .openapi('HistoryEntry')

export const decisionSchema = z
  .object({
    at: timeSchema,
    rule: z.string(),
    result: z.string(),
    reason: z.string(),
    detail: z.string(),
    inputs: z.record(z.string(), z.unknown()),
  })
  .openapi('Decision')
export const whySchema = z
  .object({ waiting_on: waitingOnSchema, since: timeSchema, next: z.string(), decisions: z.array(decisionSchema) })
  .openapi('Why')

export const agentSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    adapter: z.enum(['claude_code', 'codex', 'command', 'simulator']),
    model: z.string().nullable(),
    enabled: z.boolean(),
    is_default: z.boolean(),
    webhook_url: z.string().nullable().openapi({
      description: 'Whole for those who may change agents; for others only its origin, since tokens stand in addresses.',
    }),
    max_concurrent_runs: z
      .number()
      .int()
      .nullable()
      .openapi({ description: 'Besides the limit of the workspace. Null: only that one.' }),
    turns_max: z
      .number()
      .int()
      .nullable()
      .openapi({ description: 'Turns of the model in one run. Null: as many as the adapter allows.' }),
    simulation: z
      .object({ scenario: z.string(), pace_ms: z.number().int() })
      .nullable()
      .openapi({ description: 'What a simulated agent plays, and the milliseconds between two steps. Null for real agents.' }),
    created_at: timeSchema,
  })
  .openapi('Agent')
