// What comes of it all, in numbers.
import { createRoute } from '@hono/zod-openapi'
import { requireAccess } from '../access/require-access.ts'
import { type App, createRoutes } from '../platform/http/app.ts'
import { json, problems } from '../platform/http/schemas.ts'
import { readInsightIssues, readInsights } from './read-insights.ts'
import { insightIssuePageSchema, insightIssuesQuery, insightsQuery, insightsSchema } from './schemas.ts'

const tags = ['Insights']

const read = createRoute({
  method: 'get',
  path: '/api/insights',
  tags,
  summary: 'Read how errors, fixes, times and costs stand, per week and per agent',
  middleware: requireAccess('issue.read'),
  request: { query: insightsQuery },
  responses: { 200: json(insightsSchema, 'The figures'), ...problems(401, 403, 422) },
})

const issues = createRoute({
  method: 'get',
  path: '/api/insights/issues',
  tags,
  summary: 'List the issues behind one figure, newest first',
  middleware: requireAccess('issue.read'),
  request: { query: insightIssuesQuery },
  responses: { 200: json(insightIssuePageSchema, 'A page of issues'), ...problems(401, 403, 422) },
})

export function insightRoutes(): App {
  const routes = createRoutes()
  routes.openapi(read, async (c) => c.json(await readInsights(c.var.ctx, c.req.valid('query')), 200))
  routes.openapi(issues, async (c) => c.json(await readInsightIssues(c.var.ctx, c.req.valid('query')), 200))
  return routes
}
