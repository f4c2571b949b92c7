// Pull requests of issues and fix attempts, for people.
import { createRoute, z } from '@hono/zod-openapi'
import { requireAccess } from '../access/require-access.ts'
import { type App, createRoutes } from '../platform/http/app.ts'
import { idParam, json, problems } from '../platform/http/schemas.ts'
import { shippedRoutes } from './deployment-routes.ts'
import { confirmLink, linkByHand, unlink } from './link-by-hand.ts'
import { readFixes } from './read-fixes.ts'
import { readIssueFixes } from './read-issue-fixes.ts'
import { readIssuePulls } from './read-pulls.ts'
import { readSuspects } from './read-suspects.ts'
import {
  fixPageSchema,
  issueFixesSchema,
  linkPullSchema,
  listFixesQuery,
  pullLinkSchema,
  pullLinksSchema,
  suspectsSchema,
} from './schemas.ts'

const linkParam = idParam.extend({
  link_id: z
    .string()
    .min(1)
    .max(100)
    .openapi({ param: { name: 'link_id', in: 'path' } }),
})

const listPulls = createRoute({
  method: 'get',
  path: '/api/issues/{id}/prs',
  tags: ['Issues'],
  summary: 'List the pull requests of an issue',
  middleware: requireAccess('issue.read'),
  request: { params: idParam },
  responses: { 200: json(pullLinksSchema, 'All of them'), ...problems(401, 403, 404) },
})

const suspects = createRoute({
  method: 'get',
  path: '/api/issues/{id}/suspects',
  tags: ['Issues'],
  summary: 'Commits and deployments that may have caused an error',
  middleware: requireAccess('issue.read'),
  request: { params: idParam },
  responses: { 200: json(suspectsSchema, 'What was found, or why nothing was'), ...problems(401, 403, 404) },
})

const link = createRoute({
  method: 'post',
  path: '/api/issues/{id}/prs',
  tags: ['Issues'],
  summary: 'Link a pull request to an issue',
  middleware: requireAccess('issue.write'),
  request: { params: idParam, body: { required: true, ...json(linkPullSchema, 'Which one, and how') } },
  responses: { 201: json(pullLinkSchema, 'The link'), ...problems(400, 401, 403, 404, 413, 415, 422) },
})

const confirm = createRoute({
  method: 'post',
  path: '/api/issues/{id}/prs/{link_id}/confirm',
  tags: ['Issues'],
  summary: 'Confirm that a pull request closes an issue',
  middleware: requireAccess('issue.write'),
  request: { params: linkParam },
  responses: { 200: json(pullLinkSchema, 'The link'), ...problems(401, 403, 404) },
})

const remove = createRoute({
  method: 'delete',
  path: '/api/issues/{id}/prs/{link_id}',
  tags: ['Issues'],
  summary: 'Unlink a pull request from an issue',
  middleware: requireAccess('issue.write'),
  request: { params: linkParam },
  responses: { 204: { description: 'Unlinked' }, ...problems(401, 403, 404) },
})

const listIssueFixes = createRoute({
  method: 'get',
  path: '/api/issues/{id}/fix',
  tags: ['Fixes'],
  summary: 'List the fix attempts at an issue, newest first',
  middleware: requireAccess('issue.read'),
  request: { params: idParam },
  responses: { 200: json(issueFixesSchema, 'All of them, with their evidence'), ...problems(401, 403, 404) },
})

const listFixes = createRoute({
  method: 'get',
  path: '/api/fixes',
  tags: ['Fixes'],
  summary: 'List fix attempts, newest first, and how many stand where',
  middleware: requireAccess('issue.read'),
  request: { query: listFixesQuery },
  responses: { 200: json(fixPageSchema, 'A page of attempts, and the counts of all'), ...problems(401, 403, 422) },
})

export function fixRoutes(): App {
  const routes = createRoutes()
  routes.route('/', shippedRoutes())
  routes.openapi(listPulls, async (c) => c.json(await readIssuePulls(c.var.ctx, c.req.valid('param').id), 200))
  routes.openapi(suspects, async (c) => c.json(await readSuspects(c.var.ctx, c.req.valid('param').id), 200))
  routes.openapi(link, async (c) => {
    const input = { issueId: c.req.valid('param').id, body: c.req.valid('json') }
    return c.json(await linkByHand(c.var.ctx, input), 201)
  })
  routes.openapi(confirm, async (c) => {
    const { id, link_id } = c.req.valid('param')
    return c.json(await confirmLink(c.var.ctx, { issueId: id, linkId: link_id }), 200)
  })
  routes.openapi(remove, async (c) => {
    const { id, link_id } = c.req.valid('param')
    await unlink(c.var.ctx, { issueId: id, linkId: link_id })
    return c.body(null, 204)
  })
  routes.openapi(listIssueFixes, async (c) => c.json(await readIssueFixes(c.var.ctx, c.req.valid('param').id), 200))
  routes.openapi(listFixes, async (c) => c.json(await readFixes(c.var.ctx, c.req.valid('query')), 200))
  return routes
}
