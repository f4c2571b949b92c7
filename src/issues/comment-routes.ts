// The HTTP contracts of comments.
import { createRoute, z } from '@hono/zod-openapi'
import { requireAccess } from '../access/require-access.ts'
import { type App, createRoutes } from '../platform/http/app.ts'
import { idParam, json, pageOf, pageQuery, problems } from '../platform/http/schemas.ts'
import { addComment } from './add-comment.ts'
import { deleteComment, editComment } from './change-comment.ts'
import { listCommentVersions } from './read-comment-versions.ts'
import { listComments } from './read-timeline.ts'
import { commentSchema, commentVersionSchema, createCommentSchema } from './schemas.ts'

const tags = ['Issues']
const commentParams = idParam.extend({
  comment_id: z
    .string()
    .min(1)
    .max(100)
    .openapi({ param: { name: 'comment_id', in: 'path' } }),
})
const commentPath = '/api/issues/{id}/comments/{comment_id}'
const body = { body: { required: true, ...json(createCommentSchema, 'The comment, in Markdown') } }

const list = createRoute({
  method: 'get',
  path: '/api/issues/{id}/comments',
  tags,
  summary: 'List comments, oldest first',
  middleware: requireAccess('event.read'),
  request: { params: idParam, query: pageQuery },
  responses: { 200: json(pageOf(commentSchema), 'A page of comments'), ...problems(401, 403, 404, 422) },
})
const add = createRoute({
  method: 'post',
  path: '/api/issues/{id}/comments',
  tags,
  summary: 'Add a comment',
  middleware: requireAccess('comment.write'),
  request: { params: idParam, ...body },
  responses: { 201: json(z.object({ id: z.string() }), 'The id of the comment'), ...problems(400, 401, 403, 404, 415, 422) },
})
const edit = createRoute({
  method: 'patch',
  path: commentPath,
  tags,
  summary: 'Edit a comment: its author or an admin',
  middleware: requireAccess('comment.write'),
  request: { params: commentParams, ...body },
  responses: { 200: json(commentSchema, 'The comment as it is now'), ...problems(400, 401, 403, 404, 415, 422) },
})
const remove = createRoute({
  method: 'delete',
  path: commentPath,
  tags,
  summary: 'Delete a comment: its author or an admin',
  middleware: requireAccess('comment.write'),
  request: { params: commentParams },
  responses: { 204: { description: 'Deleted' }, ...problems(401, 403, 404) },
})
const versions = createRoute({
  method: 'get',
  path: `${commentPath}/versions`,
  tags,
  summary: 'What a comment said before it was changed or deleted, for admins',
  middleware: requireAccess('audit.read'),
  request: { params: commentParams, query: pageQuery },
  responses: { 200: json(pageOf(commentVersionSchema), 'Oldest first'), ...problems(401, 403, 404, 422) },
})

export function commentRoutes(): App {
  const app = createRoutes()
  app.openapi(list, async (c) => c.json(await listComments(c.var.ctx, c.req.valid('param').id, c.req.valid('query')), 200))
  app.openapi(add, async (c) =>
    c.json(await addComment(c.var.ctx, { issueId: c.req.valid('param').id, body: c.req.valid('json').body }), 201),
  )
  app.openapi(edit, async (c) => {
    const { id, comment_id } = c.req.valid('param')
    return c.json(await editComment(c.var.ctx, { issueId: id, commentId: comment_id, body: c.req.valid('json').body }), 200)
  })
  app.openapi(remove, async (c) => {
    const { id, comment_id } = c.req.valid('param')
    await deleteComment(c.var.ctx, { issueId: id, commentId: comment_id })
    return c.body(null, 204)
  })
  app.openapi(versions, async (c) => {
    const { id, comment_id } = c.req.valid('param')
    return c.json(await listCommentVersions(c.var.ctx, { issueId: id, commentId: comment_id }, c.req.valid('query')), 200)
  })
  return app
}
