// What the API tells of the connection to GitHub.
import { z } from '@hono/zod-openapi'

const time = z.iso.datetime()

const budgetSchema = z
  .object({
    key: z.string().openapi({ description: '`installation:<id>`, `app` (the App itself) or `token`.' }),
    limit: z.number().int().nullable(),
    remaining: z.number().int().nullable(),
    resets_at: time.nullable(),
    paused_until: time.nullable().openapi({ description: 'GitHub asked to be left alone until then.' }),
    asked_at: time,
    unchanged: z.number().int().openapi({ description: 'Answers that had not changed and cost nothing, since the last start.' }),
    last_error: z.string().nullable(),
    last_error_at: time.nullable(),
  })
  .openapi('GitHubBudget')

export const githubStatusSchema = z
  .object({
    authentication: z.enum(['app', 'token', 'none']),
    webhook: z
      .boolean()
      .openapi({ description: 'Whether webhooks can be received: a secret is set in the environment or in a connection.' }),
    polling: z.boolean().openapi({ description: 'Whether the repositories are looked at each minute instead.' }),
    budgets: z.array(budgetSchema),
    repositories: z.array(z.object({ full_name: z.string(), looked_at: time.nullable(), problem: z.string().nullable() })),
  })
  .openapi('GitHubStatus')
export type GitHubStatus = z.output<typeof githubStatusSchema>
