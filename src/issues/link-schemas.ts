// What an issue is tied to, as the API speaks of it: other issues, issues elsewhere, labels.
import { z } from '@hono/zod-openapi'
import { timeSchema } from '../platform/http/schemas.ts'
import { relationKinds } from './domain/relation.ts'
import { externalIssueSchema, lineText, nameOrId } from './schemas.ts'

export const relateSchema = z
  .strictObject({ kind: z.enum(relationKinds), issue: z.string().min(1).max(100).openapi({ description: 'The other issue.' }) })
  .openapi('RelateIssue')
export const linkSchema = externalIssueSchema.extend({ is_error_source: z.boolean(), created_at: timeSchema }).openapi('Link')
export const createLinkSchema = z
  .strictObject({
    url: z.string().trim().min(1).max(2000).openapi({ example: 'https://acme.sentry.io/issues/4820175533/' }),
    title: lineText(500).nullable().optional(),
  })
  .openapi('CreateLink')

export const issueLabelsBody = z.strictObject({ labels: z.array(nameOrId).min(1).max(50) }).openapi('IssueLabels')
