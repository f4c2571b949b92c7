// The HTTP contracts of what an issue is tied to: relations to other issues, links to its twins elsewhere, its labels.
import { createRoute, z } from '@hono/zod-openapi'
import { requireAccess } from '../access/require-access.ts'
import { type App, createRoutes } from '../platform/http/app.ts'
import { idParam, json, pageOf, pageQuery, problems } from '../platform/http/schemas.ts'
import { linkByUrl, unlink } from './link-by-url.ts'
import { createLinkSchema, issueLabelsBody, linkSchema, relateSchema } from './link-schemas.ts'
import { readIssueLabels } from './read-issue-labels.ts'
import { findLink, findRelationOf, listLinks, listRelations } from './read-links.ts'
import { relateIssues } from './relate-issues.ts'
import { labelSchema, relationSchema } from './schemas.ts'
import { unrelateIssues } from './unrelate-issues.ts'
import { updateIssue } from './update-issue.ts'

const tags = ['Issues']
const part = (name: string, description: string) =>
  z
    .string()
    .min(1)
    .max(200)
    .openapi({ param: { name, in: 'path' }, description })
const relationParams = idParam.extend({
  relation: part('relation', 'Its id, or a kind and the other issue: `blocks:DISPATCH-3`.'),
})
const linkParams = idParam.extend({ link_id: part('link_id', 'The id of the link.') })
const labelParams = idParam.extend({ label: part('label', 'The id or the name of the label.') })
const read = requireAccess('issue.read')
const write = requireAccess('issue.write')
const gone = { 204: { description: 'Removed' } }

/** A list of what the issue is tied to. */
const pageOfTies = <T extends z.ZodType>(tie: T, description: string) => ({
  method: 'get' as const,
  tags,
  middleware: read,
  request: { params: idParam, query: pageQuery },
  responses: { 200: json(pageOf(tie), description), ...problems(401, 403, 404, 422) },
})
/** A new tie, or the one that is there already. */
const tying = <B extends z.ZodType, T extends z.ZodType>(
  body: B,
  tie: T,
  words: { body: string; made: string; known: string },
) => ({
  method: 'post' as const,
  tags,
  middleware: write,
  request: { params: idParam, body: { required: true, ...json(body, words.body) } },
  responses: { 201: json(tie, words.made), 200: json(tie, words.known), ...problems(400, 401, 403, 404, 409, 415, 422) },
})

const relations = createRoute({
  ...pageOfTies(relationSchema, 'As seen from this issue'),
  path: '/api/issues/{id}/relations',
  summary: 'List relations to other issues, oldest first',
})
const relate = createRoute({
  ...tying(relateSchema, relationSchema, {
    body: 'What it is to which issue',
    made: 'The relation. A duplicate is canceled, and its links go to the original',
    known: 'The relation existed',
  }),
  path: '/api/issues/{id}/relations',
  summary: 'Relate the issue to another one',
})
const unrelate = createRoute({
  method: 'delete',
  path: '/api/issues/{id}/relations/{relation}',
  tags,
  summary: 'Take a relation away',
  middleware: write,
  request: { params: relationParams },
  responses: { ...gone, ...problems(401, 403, 404) },
})
const links = createRoute({
  ...pageOfTies(linkSchema, 'A page of links'),
  path: '/api/issues/{id}/links',
  summary: 'List links to issues elsewhere, oldest first',
})
const link = createRoute({
  ...tying(createLinkSchema, linkSchema, {
    body: 'The address',
    made: 'The link',
    known: 'The issue was linked to it already',
  }),
  path: '/api/issues/{id}/links',
  summary: 'Link an issue of Sentry, GitHub or Linear by its address',
})
const removeLink = createRoute({
  method: 'delete',
  path: '/api/issues/{id}/links/{link_id}',
  tags,
  summary: 'Take a link away; one to an error only by a person or an admin key',
  middleware: write,
  request: { params: linkParams },
  responses: { ...gone, ...problems(401, 403, 404, 409) },
})
const labels = createRoute({
  method: 'get',
  path: '/api/issues/{id}/labels',
  tags,
  summary: "List the issue's labels by name",
  middleware: read,
  request: { params: idParam },
  responses: { 200: json(pageOf(labelSchema), 'At most 200'), ...problems(401, 403, 404) },
})
const addLabels = createRoute({
  method: 'post',
  path: '/api/issues/{id}/labels',
  tags,
  summary: 'Put labels on the issue beside those that it has',
  middleware: write,
  request: { params: idParam, body: { required: true, ...json(issueLabelsBody, 'Ids or names') } },
  responses: { 200: json(pageOf(labelSchema), 'All its labels'), ...problems(400, 401, 403, 404, 415, 422) },
})
const removeLabel = createRoute({
  method: 'delete',
  path: '/api/issues/{id}/labels/{label}',
  tags,
  summary: 'Take a label off the issue',
  middleware: write,
  request: { params: labelParams },
  responses: { ...gone, ...problems(401, 403, 404, 422) },
})

export function linkRoutes(): App {
  const app = createRoutes()
  app.openapi(relations, async (c) => c.json(await listRelations(c.var.ctx, c.req.valid('param').id, c.req.valid('query')), 200))
  app.openapi(relate, async (c) => {
    const { id } = c.req.valid('param')
    const { kind, issue } = c.req.valid('json')
    const related = await relateIssues(c.var.ctx, { issueId: id, kind, other: issue })
    return c.json(await findRelationOf(c.var.ctx, id, related.id), related.isNew ? 201 : 200)
  })
  app.openapi(unrelate, async (c) => {
    const { id, relation } = c.req.valid('param')
    await unrelateIssues(c.var.ctx, { issueId: id, relation })
    return c.body(null, 204)
  })
  app.openapi(links, async (c) => c.json(await listLinks(c.var.ctx, c.req.valid('param').id, c.req.valid('query')), 200))
  app.openapi(link, async (c) => {
    const { id } = c.req.valid('param')
    const made = await linkByUrl(c.var.ctx, { issueId: id, ...c.req.valid('json') })
    return c.json(await findLink(c.var.ctx, id, made.id), made.isNew ? 201 : 200)
  })
  app.openapi(removeLink, async (c) => {
    const { id, link_id } = c.req.valid('param')
    await unlink(c.var.ctx, { issueId: id, linkId: link_id })
    return c.body(null, 204)
  })
  app.openapi(labels, async (c) => c.json(await readIssueLabels(c.var.ctx, c.req.valid('param').id), 200))
  app.openapi(addLabels, async (c) => {
    const { id } = c.req.valid('param')
    await updateIssue(c.var.ctx, { id, changes: { add_labels: c.req.valid('json').labels } })
    return c.json(await readIssueLabels(c.var.ctx, id), 200)
  })
  app.openapi(removeLabel, async (c) => {
    const { id, label } = c.req.valid('param')
    await updateIssue(c.var.ctx, { id, changes: { remove_labels: [label] } })
    return c.body(null, 204)
  })
  return app
}
