// What the server answers beside the routes of the API, described for its document: streams, agents' tools, metrics, the document itself.
import { createRoute, z } from '@hono/zod-openapi'
import type { App } from '../../platform/http/app.ts'
import { idParam, json, problems } from '../../platform/http/schemas.ts'

const resume = {
  query: z.object({
    after: z.string().optional().openapi({ description: 'Go on after this position. `Last-Event-ID` wins over it.' }),
  }),
  headers: z.object({
    'last-event-id': z.string().optional().openapi({ description: 'The id of the last frame that was received.' }),
  }),
}
const text = (type: string, description: string) => ({
  description,
  content: { [type]: { schema: z.string() } },
})
const rpc = z.looseObject({ jsonrpc: z.literal('2.0') })

const routes = [
  createRoute({
    method: 'get',
    path: '/api/board/stream',
    tags: ['Board'],
    summary: 'Follow every event of the workspace that the caller may hear, as Server-Sent Events',
    request: resume,
    responses: { 200: text('text/event-stream', 'Frames, until either side ends it'), ...problems(401, 403, 404, 429) },
  }),
  createRoute({
    method: 'get',
    path: '/api/runs/{id}/stream',
    tags: ['Runs'],
    summary: 'Follow the transcript of a run, as Server-Sent Events',
    request: { ...resume, params: idParam },
    responses: { 200: text('text/event-stream', 'Frames, until either side ends it'), ...problems(401, 403, 404, 429) },
  }),
  createRoute({
    method: 'post',
    path: '/api/mcp',
    tags: ['MCP'],
    summary: 'Speak the Model Context Protocol: one message of Streamable HTTP',
    request: { body: { required: true, description: 'A JSON-RPC message', content: { 'application/json': { schema: rpc } } } },
    responses: {
      200: json(rpc, 'The answer'),
      202: { description: 'Taken note of; there is nothing to answer' },
      ...problems(400, 401, 403, 405, 413, 415),
    },
  }),
  createRoute({
    method: 'get',
    path: '/metrics',
    tags: ['Installation'],
    summary: 'Read the metrics in the text format of Prometheus',
    responses: { 200: text('text/plain', 'Metrics'), ...problems(401, 403) },
  }),
  createRoute({
    method: 'get',
    path: '/api/openapi.json',
    tags: ['Installation'],
    summary: 'Read this description',
    responses: { 200: json(z.looseObject({ openapi: z.string() }), 'OpenAPI 3.1') },
  }),
  createRoute({
    method: 'get',
    path: '/api/docs',
    tags: ['Installation'],
    summary: 'Read this description as a page',
    responses: { 200: text('text/html', 'The page') },
  }),
]

/** Adds them to the document; their handlers are elsewhere. */
export function describeRawRoutes(api: App): void {
  for (const route of routes) api.openAPIRegistry.registerPath(route)
}
