// The demo and the guide over HTTP.
import { createRoute, z } from '@hono/zod-openapi'
import { requireAccess } from '../access/require-access.ts'
import { type App, createRoutes } from '../platform/http/app.ts'
import { json, problems } from '../platform/http/schemas.ts'
import { deleteDemo } from './delete-demo.ts'
import { type DemoPorts, prepareDemo } from './prepare-demo.ts'
import { type AgentReadiness, readGuide } from './read-guide.ts'

const guideSchema = z
  .object({
    demo: z.object({ state: z.enum(['none', 'running', 'done', 'stopped']), workspace_id: z.string().nullable() }),
    repository: z.object({ connected: z.boolean(), name: z.string().nullable() }),
    agent: z.object({ ready: z.boolean(), reason: z.string(), detail: z.string() }),
    errors: z.object({ connected: z.boolean(), reason: z.string(), webhook_url: z.string(), polling: z.boolean() }),
  })
  .openapi('Guide')

const tags = ['Installation']
const start = createRoute({
  method: 'post',
  path: '/api/demo',
  tags,
  summary: 'Play a simulated loop in a Demo workspace',
  middleware: requireAccess('workspace.manage'),
  responses: { 201: json(z.object({ workspace_id: z.string() }), 'It plays'), ...problems(401, 403) },
})
const remove = createRoute({
  method: 'delete',
  path: '/api/demo',
  tags,
  summary: 'Delete the Demo workspace',
  middleware: requireAccess('workspace.manage'),
  responses: { 204: { description: 'Deleted' }, ...problems(401, 403) },
})
const guide = createRoute({
  method: 'get',
  path: '/api/guide',
  tags,
  summary: 'What is connected and what is missing',
  middleware: requireAccess('event.read'),
  responses: { 200: json(guideSchema, 'The first steps, with their state'), ...problems(401, 403) },
})

export interface GuidePorts extends DemoPorts {
  agentReadiness(workspaceId: string): Promise<AgentReadiness>
}

export function demoRoutes(ports: GuidePorts): App {
  const app = createRoutes()
  app.openapi(start, async (c) => c.json(await prepareDemo(c.var.ctx, ports), 201))
  app.openapi(remove, async (c) => {
    await deleteDemo(c.var.ctx)
    return c.body(null, 204)
  })
  app.openapi(guide, async (c) => c.json(await readGuide(c.var.ctx, await ports.agentReadiness(c.var.ctx.workspaceId)), 200))
  return app
}
