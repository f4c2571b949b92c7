// The HTTP contracts of issues, their comments and their timeline.
import { createRoute, z } from '@hono/zod-openapi'
import { requireAccess } from '../access/require-access.ts'
import { type App, createRoutes } from '../platform/http/app.ts'
import { idParam, json, pageOf, problems } from '../platform/http/schemas.ts'
import { bulkAnswerSchema, bulkUpdateSchema } from './bulk-schemas.ts'
import { changeIssues } from './change-issues.ts'
import { commentRoutes } from './comment-routes.ts'
import { createIssue } from './create-issue.ts'
import { deleteIssue } from './delete-issue.ts'
import { eventsQuery } from './event-schemas.ts'
import { linkRoutes } from './link-routes.ts'
import { listIssues } from './list-issues.ts'
import { loadIssue } from './load-issue.ts'
import { explainIssue, listEvents, listHistory } from './read-timeline.ts'
import {
  createIssueSchema,
  eventSchema,
  historySchema,
  issuePageSchema,
  issueSchema,
  listIssuesQuery,
  updateIssueSchema,
  whySchema,
} from './schemas.ts'
import { updateIssue } from './update-issue.ts'

const list = createRoute({
  method: 'get',
  path: '/api/issues',
  tags: ['Issues'],
  summary: 'List issues',
  middleware: requireAccess('issue.read'),
  request: { query: listIssuesQuery },
  responses: { 200: json(issuePageSchema, 'A page of cards and the event position of its snapshot'), ...problems(401, 403, 422) },
})

const create = createRoute({
  method: 'post',
  path: '/api/issues',
  tags: ['Issues'],
  summary: 'Create an issue',
  middleware: requireAccess('issue.write'),
  request: { body: { required: true, ...json(createIssueSchema, 'The issue') } },
  responses: { 201: json(issueSchema, 'The issue, with its address in Location'), ...problems(400, 401, 403, 413, 415, 422) },
})

const get = createRoute({
  method: 'get',
  path: '/api/issues/{id}',
  tags: ['Issues'],
  summary: 'Read an issue',
  middleware: requireAccess('issue.read'),
  request: { params: idParam },
  responses: { 200: json(issueSchema, 'The issue, with its revision as ETag'), ...problems(401, 403, 404) },
})

const update = createRoute({
  method: 'patch',
  path: '/api/issues/{id}',
  tags: ['Issues'],
  summary: 'Change an issue',
  middleware: requireAccess('issue.write'),
  request: {
    params: idParam,
    headers: z.object({ 'if-match': z.string().max(100).optional() }),
    body: { required: true, ...json(updateIssueSchema, 'The fields to change; null clears') },
  },
  responses: { 200: json(issueSchema, 'The issue as it is now'), ...problems(400, 401, 403, 404, 409, 412, 415, 422) },
})

const bulk = createRoute({
  method: 'patch',
  path: '/api/issues',
  tags: ['Issues'],
  summary: 'Change up to 200 issues in the same way: all of them, or none',
  middleware: requireAccess('issue.write'),
  request: { body: { required: true, ...json(bulkUpdateSchema, 'Which issues, and the fields to change; null clears') } },
  responses: {
    200: json(bulkAnswerSchema, 'What became of each, in the order of the ids'),
    ...problems(400, 401, 403, 409, 415, 422),
  },
})

const remove = createRoute({
  method: 'delete',
  path: '/api/issues/{id}',
  tags: ['Issues'],
  summary: 'Delete an issue',
  middleware: requireAccess('issue.delete'),
  request: { params: idParam },
  responses: { 204: { description: 'Deleted' }, ...problems(401, 403, 404, 409) },
})

const history = createRoute({
  method: 'get',
  path: '/api/issues/{id}/history',
  tags: ['Issues'],
  summary: 'Status changes, pull request links and fix states, newest first',
  middleware: requireAccess('issue.read'),
  request: { params: idParam, query: eventsQuery },
  responses: { 200: json(pageOf(historySchema), 'A page of the history'), ...problems(401, 403, 404, 422) },
})

const events = createRoute({
  method: 'get',
  path: '/api/issues/{id}/events',
  tags: ['Issues'],
  summary: 'Everything that happened to the issue, newest first',
  middleware: requireAccess('issue.read'),
  request: { params: idParam, query: eventsQuery },
  responses: { 200: json(pageOf(eventSchema), 'A page of events'), ...problems(401, 403, 404, 422) },
})

const why = createRoute({
  method: 'get',
  path: '/api/issues/{id}/why',
  tags: ['Issues'],
  summary: 'Why is nothing happening?',
  middleware: requireAccess('issue.read'),
  request: { params: idParam },
  responses: { 200: json(whySchema, 'What it waits for, and the latest automatic decisions'), ...problems(401, 403, 404) },
})

export function issueRoutes(): App {
  const app = createRoutes()
  app.openapi(list, async (c) => c.json(await listIssues(c.var.ctx, c.req.valid('query')), 200))
  app.openapi(create, async (c) => {
    const { id } = await createIssue(c.var.ctx, c.req.valid('json'))
    const issue = await loadIssue(c.var.ctx, id)
    return c.json(issue, 201, { location: `/api/issues/${issue.identifier}`, etag: `"${issue.revision}"` })
  })
  app.openapi(get, async (c) => {
    const issue = await loadIssue(c.var.ctx, c.req.valid('param').id)
    return c.json(issue, 200, { etag: `"${issue.revision}"` })
  })
  app.openapi(update, async (c) => {
    const { id } = c.req.valid('param')
    const changed = await updateIssue(c.var.ctx, { id, changes: c.req.valid('json'), ifMatch: c.req.valid('header')['if-match'] })
    return c.json(await loadIssue(c.var.ctx, changed.id), 200, { etag: `"${changed.revision}"` })
  })
  app.openapi(bulk, async (c) => c.json({ items: await changeIssues(c.var.ctx, c.req.valid('json')) }, 200))
  app.openapi(remove, async (c) => {
    await deleteIssue(c.var.ctx, c.req.valid('param').id)
    return c.body(null, 204)
  })
  app.openapi(history, async (c) => c.json(await listHistory(c.var.ctx, c.req.valid('param').id, c.req.valid('query')), 200))
  app.openapi(events, async (c) => c.json(await listEvents(c.var.ctx, c.req.valid('param').id, c.req.valid('query')), 200))
  app.openapi(why, async (c) => c.json(await explainIssue(c.var.ctx, c.req.valid('param').id), 200))
  app.route('/', commentRoutes())
  app.route('/', linkRoutes())
  return app
}
