// Search over HTTP.
import { createRoute } from '@hono/zod-openapi'
import { requireAccess } from '../access/require-access.ts'
import { type App, createRoutes } from '../platform/http/app.ts'
import { idParam, json, problems } from '../platform/http/schemas.ts'
import { findSimilar } from './find-similar.ts'
import { readSearchStatus } from './read-status.ts'
import { searchQuery, searchResultSchema, searchStatusSchema, similarQuery } from './schemas.ts'
import { searchIssues } from './search-issues.ts'

const search = createRoute({
  method: 'get',
  path: '/api/search',
  tags: ['Search'],
  summary: 'Find issues by identifier, words, spelling and meaning',
  middleware: requireAccess('issue.read'),
  request: { query: searchQuery },
  responses: { 200: json(searchResultSchema, 'The best first'), ...problems(401, 403, 422) },
})

const status = createRoute({
  method: 'get',
  path: '/api/search/status',
  tags: ['Search'],
  summary: 'How far search by meaning has come',
  middleware: requireAccess('issue.read'),
  responses: { 200: json(searchStatusSchema, 'Counts of the current workspace'), ...problems(401, 403) },
})

const similar = createRoute({
  method: 'get',
  path: '/api/issues/{id}/similar',
  tags: ['Search'],
  summary: 'Issues that say much the same',
  middleware: requireAccess('issue.read'),
  request: { params: idParam, query: similarQuery },
  responses: { 200: json(searchResultSchema, 'The best first, without the issue itself'), ...problems(401, 403, 404, 422) },
})

export function searchRoutes(): App {
  return createRoutes()
    .openapi(search, async (c) => c.json(await searchIssues(c.get('ctx'), c.req.valid('query')), 200))
    .openapi(status, async (c) => c.json(await readSearchStatus(c.get('ctx')), 200))
    .openapi(similar, async (c) => {
      const { id } = c.req.valid('param')
      return c.json(await findSimilar(c.get('ctx'), { issueId: id, ...c.req.valid('query') }), 200)
    })
}
