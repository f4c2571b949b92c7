// Deployments with what they carry, as the API speaks of them.
import { z } from '@hono/zod-openapi'
import { categorySchema, lineText } from '../issues/schemas.ts'
import { pageOf, pageQuery, timeSchema } from '../platform/http/schemas.ts'
import { attemptStates } from './domain/attempt.ts'
import { deploymentSchema } from './schemas.ts'

const neighbourSchema = z.object({ id: z.string(), sha: z.string(), deployed_at: timeSchema })

const carriedIssueSchema = z.object({
  id: z.string(),
  identifier: z.string(),
  title: z.string(),
  status: z.object({ name: z.string(), category: categorySchema }),
  link_kind: z.enum(['closes', 'mentions']),
})

const carriedFixSchema = z.object({
  id: z.string(),
  issue_id: z.string(),
  issue_identifier: z.string(),
  state: z.enum(attemptStates),
  state_detail: z.string(),
  broken_at: timeSchema.nullable(),
  confidence: z.number().nullable(),
  sureness: z.number().nullable(),
})

const carriedPullSchema = z.object({
  id: z.string(),
  repository: z.string(),
  number: z.number().int(),
  title: z.string(),
  url: z.string().nullable(),
  merge_sha: z.string(),
  merged_at: timeSchema,
  contains: z.enum(['yes', 'unknown']),
  how: z.enum(['equal', 'listed', 'cherry_pick', 'push_chain', 'ancestor', 'comparison', 'nothing_known']),
  sentence: z.string().openapi({ description: 'Why it counts as carried.' }),
  issues: z.array(carriedIssueSchema),
  fixes: z.array(carriedFixSchema),
})
export type CarriedPull = z.infer<typeof carriedPullSchema>

export const shippedSchema = deploymentSchema
  .extend({
    previous: neighbourSchema.nullable().openapi({ description: 'The one before at the same place.' }),
    relation: z.enum(['first', 'forward', 'same', 'rollback', 'unknown']).openapi({ description: 'To the previous one.' }),
    rolled_back_by: neighbourSchema.nullable().openapi({ description: 'The next one there, if it went back behind this one.' }),
    pull_request_count: z.number().int(),
    unknown_count: z
      .number()
      .int()
      .openapi({ description: 'Pull requests merged meanwhile of which nobody knows whether they are in it.' }),
    issues: z.array(carriedIssueSchema).openapi({ description: 'What its pull requests close, at most 50.' }),
    fixes: z.array(carriedFixSchema).openapi({ description: 'At most 50.' }),
  })
  .openapi('ShippedDeployment')
export type ShippedDeployment = z.infer<typeof shippedSchema>
export const shippedPageSchema = pageOf(shippedSchema)

export const shippedDetailSchema = shippedSchema
  .extend({
    commits: z.object({
      is_known: z.boolean().openapi({ description: 'Whether the pushes between the two deployments are all known.' }),
      count: z.number().int(),
      items: z.array(z.object({ sha: z.string(), message: z.string() })).openapi({ description: 'Newest first, at most 250.' }),
    }),
    listed_commits: z.number().int().openapi({ description: 'How many commits the report of the deployment listed.' }),
    pull_requests: z.array(carriedPullSchema).openapi({ description: 'At most 200.' }),
  })
  .openapi('ShippedDeploymentDetail')
export type ShippedDetail = z.infer<typeof shippedDetailSchema>

const time = z.iso
  .datetime({ offset: true })
  .refine((text) => new Date(text).getUTCFullYear() >= 1, 'is before all time')
  .optional()

export const listDeploymentsQuery = pageQuery.extend({
  repository: lineText(200).optional().openapi({ description: 'owner/name, in any case.' }),
  environment: lineText(100).optional().openapi({ description: 'In any case.' }),
  production: z.enum(['true', 'false']).optional().openapi({ description: 'Only production, or only the rest.' }),
  sha: z
    .string()
    .regex(/^[0-9a-f]{7,40}$/, 'must be 7 to 40 characters of a commit sha')
    .optional()
    .openapi({ description: 'A commit, or its beginning.' }),
  since: time.openapi({ description: 'Deployed at this time or later.' }),
  until: time.openapi({ description: 'Deployed before this time.' }),
})
export type ListDeployments = z.output<typeof listDeploymentsQuery>
