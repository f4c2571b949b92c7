// The HTTP contracts of repositories.
import { createRoute, z } from '@hono/zod-openapi'
import { requireAccess } from '../access/require-access.ts'
import { lineText } from '../issues/schemas.ts'
import { type App, createRoutes } from '../platform/http/app.ts'
import { catalogQuery, idParam, json, pageOf, problems } from '../platform/http/schemas.ts'
import {
  changeRepository,
  connectRepository,
  disconnectRepository,
  listRepositories,
  type RepositoryProbe,
} from './connect-repository.ts'
import { repositorySchema } from './schemas.ts'
import type { RepositoryRow } from './store.ts'

const command = z.string().trim().min(1).max(500).nullable()
const branch = z.string().regex(/^(?!-)[\w./-]{1,200}$/, 'is not a branch name')
const branches = z.array(branch).max(20)
const globs = z.array(z.string().trim().min(1).max(200)).max(100)

const connectBody = z
  .strictObject({
    git_url: z
      .string()
      .trim()
      .min(1)
      .max(1000)
      .openapi({ description: 'owner/name, an https or ssh URL, or a folder of this machine (admins).' }),
    full_name: z
      .string()
      .regex(/^[^/\s]+\/[^/\s]+$/, 'must be owner/name')
      .max(200)
      .nullable()
      .optional(),
    name: lineText(100).optional(),
    default_branch: branch.optional(),
    setup_command: command.optional(),
    test_command: command.optional(),
    guarded_paths: globs.optional(),
    staging_branches: branches.optional(),
    is_default: z.boolean().optional(),
  })
  .openapi('ConnectRepository')
const changesBody = z
  .object({
    name: lineText(100),
    default_branch: branch,
    setup_command: command,
    test_command: command,
    guarded_paths: globs,
    staging_branches: branches,
    is_default: z.literal(true),
  })
  .partial()
  .strict()
  .refine((body) => Object.keys(body).length > 0, 'must change at least one field')
  .openapi('UpdateRepository')

const tags = ['Repositories']
const list = createRoute({
  method: 'get',
  path: '/api/repositories',
  tags,
  summary: 'List repositories',
  middleware: requireAccess('event.read'),
  request: { query: catalogQuery },
  responses: { 200: json(pageOf(repositorySchema), 'The repositories, oldest first'), ...problems(401, 403, 422) },
})
const connect = createRoute({
  method: 'post',
  path: '/api/repositories',
  tags,
  summary: 'Connect a repository',
  middleware: requireAccess('repository.manage'),
  request: { body: { required: true, ...json(connectBody, 'Where it is') } },
  responses: { 201: json(repositorySchema, 'The repository'), ...problems(401, 403, 409, 422) },
})
const change = createRoute({
  method: 'patch',
  path: '/api/repositories/{id}',
  tags,
  summary: 'Change a repository',
  middleware: requireAccess('repository.manage'),
  request: { params: idParam, body: { required: true, ...json(changesBody, 'The fields to change') } },
  responses: { 200: json(repositorySchema, 'The repository'), ...problems(401, 403, 404, 422) },
})
const disconnect = createRoute({
  method: 'delete',
  path: '/api/repositories/{id}',
  tags,
  summary: 'Disconnect a repository',
  middleware: requireAccess('repository.manage'),
  request: { params: idParam },
  responses: { 204: { description: 'Disconnected' }, ...problems(401, 403, 404, 409) },
})

export function repositoryRoutes(probe: RepositoryProbe): App {
  const app = createRoutes()
  app.openapi(list, async (c) => {
    const { items, next_cursor } = await listRepositories(c.var.ctx, c.req.valid('query'))
    return c.json({ items: items.map(toRepository), next_cursor }, 200)
  })
  app.openapi(connect, async (c) => c.json(toRepository(await connectRepository(c.var.ctx, c.req.valid('json'), probe)), 201))
  app.openapi(change, async (c) =>
    c.json(toRepository(await changeRepository(c.var.ctx, c.req.valid('param').id, definedOnly(c.req.valid('json')))), 200),
  )
  app.openapi(disconnect, async (c) => {
    await disconnectRepository(c.var.ctx, c.req.valid('param').id)
    return c.body(null, 204)
  })
  return app
}

function toRepository({
  workspace_id: _workspace,
  deleted_at: _deleted,
  created_at,
  ...row
}: RepositoryRow): z.infer<typeof repositorySchema> {
  return { ...row, created_at: created_at.toISOString() }
}

// exactOptionalPropertyTypes is off, so a parsed partial body may carry undefined; absent and undefined mean the same.
function definedOnly<T extends object>(body: T): T {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as T
}
