// The HTTP contracts of agents.
import { createRoute, z } from '@hono/zod-openapi'
import { callerOf } from '../access/authorize.ts'
import { decideAccess } from '../access/domain/permissions.ts'
import { requireAccess } from '../access/require-access.ts'
import { agentSchema, lineText } from '../issues/schemas.ts'
import type { Ctx } from '../platform/context.ts'
import { type App, createRoutes } from '../platform/http/app.ts'
import { catalogQuery, idParam, json, pageOf, problems } from '../platform/http/schemas.ts'
import { maxConcurrentRuns, simulation, turnsMax } from '../runs/domain/agent-settings.ts'
import { agentSettingsOf } from './agent-settings.ts'
import { changeAgent, createAgent, deleteAgent, listAgents } from './manage-agents.ts'
import type { AgentRow } from './store.ts'

const model = z
  .string()
  .trim()
  .regex(/^[\w.:/-]{1,100}$/, 'is not a model name')
  .nullable()
const webhookUrl = z
  .url({ protocol: /^https?$/ })
  .max(1000)
  .nullable()
const settings = {
  max_concurrent_runs: maxConcurrentRuns.nullable().optional(),
  turns_max: turnsMax.nullable().optional(),
  simulation: simulation.optional(),
}
const createBody = z
  .strictObject({
    name: lineText(60),
    adapter: z.enum(['claude_code', 'simulator']),
    model: model.optional(),
    enabled: z.boolean().optional(),
    webhook_url: webhookUrl.optional(),
    is_default: z.boolean().optional(),
    ...settings,
  })
  .openapi('CreateAgent')
const changeBody = z
  .object({ name: lineText(60), model, enabled: z.boolean(), webhook_url: webhookUrl, is_default: z.literal(true), ...settings })
  .partial()
  .strict()
  .refine((body) => Object.keys(body).length > 0, 'must change at least one field')
  .openapi('UpdateAgent')

const tags = ['Agents']
const list = createRoute({
  method: 'get',
  path: '/api/agents',
  tags,
  summary: 'List agents',
  middleware: requireAccess('event.read'),
  request: { query: catalogQuery },
  responses: { 200: json(pageOf(agentSchema), 'The agents, oldest first'), ...problems(401, 403, 422) },
})
const create = createRoute({
  method: 'post',
  path: '/api/agents',
  tags,
  summary: 'Add an agent',
  middleware: requireAccess('agent.manage'),
  request: { body: { required: true, ...json(createBody, 'The agent') } },
  responses: { 201: json(agentSchema, 'The agent'), ...problems(401, 403, 409, 422) },
})
const change = createRoute({
  method: 'patch',
  path: '/api/agents/{id}',
  tags,
  summary: 'Change an agent',
  middleware: requireAccess('agent.manage'),
  request: { params: idParam, body: { required: true, ...json(changeBody, 'The fields to change') } },
  responses: { 200: json(agentSchema, 'The agent'), ...problems(401, 403, 404, 422) },
})
const remove = createRoute({
  method: 'delete',
  path: '/api/agents/{id}',
  tags,
  summary: 'Delete an agent',
  middleware: requireAccess('agent.manage'),
  request: { params: idParam },
  responses: { 204: { description: 'Deleted' }, ...problems(401, 403, 404) },
})

export function agentRoutes(): App {
  const app = createRoutes()
  app.openapi(list, async (c) => {
    const { items, next_cursor } = await listAgents(c.var.ctx, c.req.valid('query'))
    return c.json({ items: items.map((row) => toAgent(c.var.ctx, row)), next_cursor }, 200)
  })
  app.openapi(create, async (c) => c.json(toAgent(c.var.ctx, await createAgent(c.var.ctx, c.req.valid('json'))), 201))
  app.openapi(change, async (c) =>
    c.json(toAgent(c.var.ctx, await changeAgent(c.var.ctx, c.req.valid('param').id, c.req.valid('json'))), 200),
  )
  app.openapi(remove, async (c) => {
    await deleteAgent(c.var.ctx, c.req.valid('param').id)
    return c.body(null, 204)
  })
  return app
}

/** Tokens stand in addresses: whoever may not change one sees where it leads, and no more. */
function toAgent(ctx: Ctx, row: AgentRow): z.infer<typeof agentSchema> {
  const { id, name, adapter, model, enabled, is_default, webhook_url: url, created_at } = row
  const webhook_url = url !== null && !decideAccess(callerOf(ctx), 'agent.manage').allowed ? `${new URL(url).origin}/…` : url
  return {
    id,
    name,
    adapter,
    model,
    enabled,
    is_default,
    webhook_url,
    ...agentSettingsOf(row),
    created_at: created_at.toISOString(),
  }
}
