// A repository as the API shows it.
import { z } from '@hono/zod-openapi'
import { timeSchema } from '../platform/http/schemas.ts'

export const repositorySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    provider: z.enum(['github', 'git']),
    full_name: z.string().nullable(),
    git_url: z.string(),
    default_branch: z.string(),
    setup_command: z.string().nullable(),
    test_command: z.string().nullable(),
    guarded_paths: z.array(z.string()),
    staging_branches: z
      .array(z.string())
      .openapi({ description: 'What is merged into these reaches production with a later pull request out of them.' }),
    is_default: z.boolean(),
    created_at: timeSchema,
  })
  .openapi('Repository')
