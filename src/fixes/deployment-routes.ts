// What shipped, for people. Pipelines report deployments to intake.
import { createRoute } from '@hono/zod-openapi'
import { requireAccess } from '../access/require-access.ts'
import { type App, createRoutes } from '../platform/http/app.ts'
import { idParam, json, problems } from '../platform/http/schemas.ts'
import { listDeploymentsQuery, shippedDetailSchema, shippedPageSchema } from './deployment-schemas.ts'
import { readDeployment, readDeployments } from './read-deployments.ts'

const tags = ['Fixes']

const list = createRoute({
  method: 'get',
  path: '/api/deployments',
  tags,
  summary: 'List deployments, newest first, with the issues and fixes that each carries',
  middleware: requireAccess('issue.read'),
  request: { query: listDeploymentsQuery },
  responses: { 200: json(shippedPageSchema, 'A page of deployments'), ...problems(401, 403, 422) },
})

const get = createRoute({
  method: 'get',
  path: '/api/deployments/{id}',
  tags,
  summary: 'Read a deployment: commits since the one before, pull requests, issues, fixes, and how each is known to be in it',
  middleware: requireAccess('issue.read'),
  request: { params: idParam },
  responses: { 200: json(shippedDetailSchema, 'The deployment'), ...problems(401, 403, 404) },
})

export function shippedRoutes(): App {
  const routes = createRoutes()
  routes.openapi(list, async (c) => c.json(await readDeployments(c.var.ctx, c.req.valid('query')), 200))
  routes.openapi(get, async (c) => c.json(await readDeployment(c.var.ctx, c.req.valid('param').id), 200))
  return routes
}
