// API keys of the workspace.
import { createRoute } from '@hono/zod-openapi'
import { type App, createRoutes } from '../platform/http/app.ts'
import { idParam, json, pageQuery, problems } from '../platform/http/schemas.ts'
import { createApiKey } from './create-api-key.ts'
import { listApiKeys } from './list-access.ts'
import { requireAccess } from './require-access.ts'
import { revokeApiKey } from './revoke-api-key.ts'
import { apiKeyPageSchema, createApiKeySchema, createdApiKeySchema } from './schemas.ts'
import { toApiKey } from './to-view.ts'

const tags = ['Access']

const list = createRoute({
  method: 'get',
  path: '/api/keys',
  tags,
  middleware: requireAccess('key.manage'),
  request: { query: pageQuery },
  responses: { 200: json(apiKeyPageSchema, 'Newest first, revoked ones included'), ...problems(401, 403, 422) },
})
const create = createRoute({
  method: 'post',
  path: '/api/keys',
  tags,
  middleware: requireAccess('key.manage'),
  request: { body: json(createApiKeySchema, 'A name, and what the key may do') },
  responses: { 201: json(createdApiKeySchema, 'The key, shown once'), ...problems(401, 403, 409, 422) },
})
const remove = createRoute({
  method: 'delete',
  path: '/api/keys/{id}',
  tags,
  middleware: requireAccess('key.manage'),
  request: { params: idParam },
  responses: { 204: { description: 'Revoked; its open streams end' }, ...problems(401, 403, 404) },
})

export function createKeyRoutes(): App {
  const routes = createRoutes()

  routes.openapi(list, async (c) => {
    const { items, next_cursor } = await listApiKeys(c.get('ctx'), c.req.valid('query'))
    return c.json({ items: items.map(toApiKey), next_cursor }, 200)
  })

  routes.openapi(create, async (c) => {
    const { row, key } = await createApiKey(c.get('ctx'), c.req.valid('json'))
    c.set('answerIsSecret', true)
    return c.json({ ...toApiKey(row), key }, 201)
  })

  routes.openapi(remove, async (c) => {
    await revokeApiKey(c.get('ctx'), c.req.valid('param').id)
    return c.body(null, 204)
  })

  return routes
}
