// The HTTP contracts of plans and what people decide about them.
import { createRoute, z } from '@hono/zod-openapi'
import { requireAccess } from '../access/require-access.ts'
import type { Ctx } from '../platform/context.ts'
import { type App, createRoutes } from '../platform/http/app.ts'
import { idParam, json, problems } from '../platform/http/schemas.ts'
import { approvePlan, type ReviewedPlan } from './approve-plan.ts'
import { editPlan } from './edit-plan.ts'
import { readPlan, toPlan } from './read-plan.ts'
import { readPlanBase } from './read-plan-base.ts'
import { readRun } from './read-runs.ts'
import { requestChanges } from './request-changes.ts'
import {
  approvedPlanSchema,
  approvePlanSchema,
  editPlanSchema,
  planBaseSchema,
  planSchema,
  requestChangesSchema,
} from './schemas.ts'
import { noStartAsked, toGateDecision } from './to-run.ts'

const get = createRoute({
  method: 'get',
  path: '/api/issues/{id}/plan',
  tags: ['Plans'],
  summary: 'Read the plan of an issue',
  middleware: requireAccess('issue.read'),
  request: { params: idParam, query: z.object({ version: z.coerce.number().int().min(1).max(1_000_000).optional() }) },
  responses: { 200: json(planSchema, 'The newest version, or the one asked for'), ...problems(401, 403, 404, 422) },
})

const base = createRoute({
  method: 'get',
  path: '/api/issues/{id}/plan/base',
  tags: ['Plans'],
  summary: 'What happened to the base since the plan was made',
  description: 'Asks the repository, for eight seconds at most. Approving stays possible whatever it says.',
  middleware: requireAccess('issue.read'),
  request: { params: idParam },
  responses: { 200: json(planBaseSchema, 'How far the base has moved'), ...problems(401, 403, 404) },
})

const edit = createRoute({
  method: 'patch',
  path: '/api/issues/{id}/plan',
  tags: ['Plans'],
  summary: 'Change the plan before it is approved',
  middleware: requireAccess('issue.write'),
  request: {
    params: idParam,
    headers: z.object({ 'if-match': z.string().max(100).optional() }),
    body: { required: true, ...json(editPlanSchema, 'The whole plan') },
  },
  responses: { 200: json(planSchema, 'The new version'), ...problems(400, 401, 403, 404, 409, 412, 415, 422) },
})

const approve = createRoute({
  method: 'post',
  path: '/api/issues/{id}/plan/approve',
  tags: ['Plans'],
  summary: 'Approve exactly this plan',
  middleware: requireAccess('plan.approve'),
  request: { params: idParam, body: { required: true, ...json(approvePlanSchema, 'What was shown') } },
  responses: {
    200: json(approvedPlanSchema, 'The plan, and the run or why there is none'),
    ...problems(400, 401, 403, 404, 409, 415, 422),
  },
})

const sendBack = createRoute({
  method: 'post',
  path: '/api/issues/{id}/plan/request-changes',
  tags: ['Plans'],
  summary: 'Send the plan back with feedback',
  middleware: requireAccess('run.start'),
  request: { params: idParam, body: { required: true, ...json(requestChangesSchema, 'What should change') } },
  responses: {
    200: json(approvedPlanSchema, 'The plan, and the run or why there is none'),
    ...problems(400, 401, 403, 404, 409, 415, 422),
  },
})

export function planRoutes(): App {
  const app = createRoutes()
  app.openapi(get, async (c) => {
    const plan = await readPlan(c.var.ctx, { issue: c.req.valid('param').id, version: c.req.valid('query').version })
    return c.json(plan, 200, { etag: `"${plan.version}"` })
  })
  app.openapi(base, async (c) => c.json(await readPlanBase(c.var.ctx, { issue: c.req.valid('param').id }), 200))
  app.openapi(edit, async (c) => {
    const { content } = c.req.valid('json')
    const input = { issue: c.req.valid('param').id, content, ifMatch: c.req.valid('header')['if-match'] }
    const plan = await toPlan(c.var.ctx, await editPlan(c.var.ctx, input))
    return c.json(plan, 200, { etag: `"${plan.version}"` })
  })
  app.openapi(approve, async (c) => {
    const { content_hash, start } = c.req.valid('json')
    const input = { issue: c.req.valid('param').id, contentHash: content_hash, start }
    return c.json(await toReviewed(c.var.ctx, await approvePlan(c.var.ctx, input)), 200)
  })
  app.openapi(sendBack, async (c) => {
    const input = { issue: c.req.valid('param').id, feedback: c.req.valid('json').feedback }
    return c.json(await toReviewed(c.var.ctx, await requestChanges(c.var.ctx, input)), 200)
  })
  return app
}

async function toReviewed(ctx: Ctx, { plan, run, decision }: ReviewedPlan) {
  return {
    plan: await toPlan(ctx, plan),
    run: run && (await readRun(ctx, run.id)),
    decision: decision ? toGateDecision(decision) : noStartAsked,
  }
}
