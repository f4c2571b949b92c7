// The HTTP contracts of runs. The stream of a run is served raw, beside Hono.
import { createRoute } from '@hono/zod-openapi'
import { requireAccess } from '../access/require-access.ts'
import { type App, createRoutes } from '../platform/http/app.ts'
import { idParam, json, pageQuery, problems } from '../platform/http/schemas.ts'
import { cancelRun } from './cancel-run.ts'
import { planRoutes } from './plan-routes.ts'
import { listActivity, listRuns, readFleet, readRun, readRunDiff, readRunTranscript } from './read-runs.ts'
import { approvePush, discardPush } from './release-push.ts'
import {
  activityPageSchema,
  fleetSchema,
  listRunsQuery,
  pushSchema,
  runDiffSchema,
  runPageSchema,
  runSchema,
  startRunSchema,
  transcriptPageSchema,
  transcriptQuery,
} from './schemas.ts'
import { startRun } from './start-run.ts'

const list = createRoute({
  method: 'get',
  path: '/api/runs',
  tags: ['Runs'],
  summary: 'List runs, newest first',
  middleware: requireAccess('issue.read'),
  request: { query: listRunsQuery },
  responses: { 200: json(runPageSchema, 'A page of runs'), ...problems(401, 403, 404, 422) },
})

const listOfIssue = createRoute({
  method: 'get',
  path: '/api/issues/{id}/runs',
  tags: ['Runs'],
  summary: 'List the runs of an issue, newest first',
  middleware: requireAccess('issue.read'),
  request: { params: idParam, query: pageQuery },
  responses: { 200: json(runPageSchema, 'A page of runs'), ...problems(401, 403, 404, 422) },
})

const start = createRoute({
  method: 'post',
  path: '/api/issues/{id}/runs',
  tags: ['Runs'],
  summary: 'Start a run',
  description: '409 `run_active` names the run that works on the issue; 409 `gate_refused` carries the decision.',
  middleware: requireAccess('run.start'),
  request: { params: idParam, body: { required: true, ...json(startRunSchema, 'Which run') } },
  responses: {
    201: json(runSchema, 'The run; one that waits for its time has not_before'),
    ...problems(400, 401, 403, 404, 409, 415, 422),
  },
})

const get = createRoute({
  method: 'get',
  path: '/api/runs/{id}',
  tags: ['Runs'],
  summary: 'Read a run',
  middleware: requireAccess('issue.read'),
  request: { params: idParam },
  responses: { 200: json(runSchema, 'The run'), ...problems(401, 403, 404) },
})

const transcript = createRoute({
  method: 'get',
  path: '/api/runs/{id}/transcript',
  tags: ['Runs'],
  summary: 'Read the transcript of a run',
  middleware: requireAccess('issue.read'),
  request: { params: idParam, query: transcriptQuery },
  responses: {
    200: json(transcriptPageSchema, 'Entries in order; next_cursor is the next `after`'),
    ...problems(401, 403, 404, 422),
  },
})

const diff = createRoute({
  method: 'get',
  path: '/api/runs/{id}/diff',
  tags: ['Runs'],
  summary: 'Read what a run changed',
  middleware: requireAccess('issue.read'),
  request: { params: idParam },
  responses: { 200: json(runDiffSchema, 'What a push would publish'), ...problems(401, 403, 404, 409, 502) },
})

const cancel = createRoute({
  method: 'post',
  path: '/api/runs/{id}/cancel',
  tags: ['Runs'],
  summary: 'Cancel a run',
  middleware: requireAccess('run.cancel'),
  request: { params: idParam },
  responses: { 202: json(runSchema, 'The run, as it is now'), ...problems(401, 403, 404) },
})

const push = createRoute({
  method: 'post',
  path: '/api/runs/{id}/push',
  tags: ['Runs'],
  summary: 'Allow the held changes of a run to be pushed',
  middleware: requireAccess('plan.approve'),
  request: { params: idParam, body: { required: true, ...json(pushSchema, 'The commit that was shown') } },
  responses: { 202: json(runSchema, 'The run, as it is now'), ...problems(400, 401, 403, 404, 409, 415, 422) },
})

const discard = createRoute({
  method: 'post',
  path: '/api/runs/{id}/discard',
  tags: ['Runs'],
  summary: 'Discard the held changes of a run',
  middleware: requireAccess('run.cancel'),
  request: { params: idParam },
  responses: { 200: json(runSchema, 'The run, as it is now'), ...problems(401, 403, 404, 409) },
})

const activity = createRoute({
  method: 'get',
  path: '/api/issues/{id}/activity',
  tags: ['Runs'],
  summary: 'Milestones of the runs of an issue, newest first',
  middleware: requireAccess('issue.read'),
  request: { params: idParam, query: pageQuery },
  responses: { 200: json(activityPageSchema, 'A page of milestones'), ...problems(401, 403, 404, 422) },
})

const fleet = createRoute({
  method: 'get',
  path: '/api/fleet',
  tags: ['Runs'],
  summary: 'All agents of the workspace at a glance',
  middleware: requireAccess('event.read'),
  responses: { 200: json(fleetSchema, 'What runs, and what it costs today'), ...problems(401, 403) },
})

export function runRoutes(): App {
  const app = createRoutes()
  app.openapi(list, async (c) => c.json(await listRuns(c.var.ctx, c.req.valid('query')), 200))
  app.openapi(listOfIssue, async (c) =>
    c.json(await listRuns(c.var.ctx, { ...c.req.valid('query'), issue: c.req.valid('param').id }), 200),
  )
  app.openapi(start, async (c) => {
    const run = await startRun(c.var.ctx, { ...c.req.valid('json'), issue: c.req.valid('param').id })
    return c.json(await readRun(c.var.ctx, run.id), 201, { location: `/api/runs/${run.id}` })
  })
  app.openapi(get, async (c) => c.json(await readRun(c.var.ctx, c.req.valid('param').id), 200))
  app.openapi(transcript, async (c) =>
    c.json(await readRunTranscript(c.var.ctx, c.req.valid('param').id, c.req.valid('query')), 200),
  )
  app.openapi(diff, async (c) => c.json(await readRunDiff(c.var.ctx, c.req.valid('param').id), 200))
  app.openapi(cancel, async (c) => {
    const { id } = await cancelRun(c.var.ctx, c.req.valid('param').id)
    return c.json(await readRun(c.var.ctx, id), 202)
  })
  app.openapi(push, async (c) => {
    const { id } = c.req.valid('param')
    await approvePush(c.var.ctx, { runId: id, headSha: c.req.valid('json').head_sha })
    return c.json(await readRun(c.var.ctx, id), 202)
  })
  app.openapi(discard, async (c) => {
    const { id } = c.req.valid('param')
    await discardPush(c.var.ctx, id)
    return c.json(await readRun(c.var.ctx, id), 200)
  })
  app.openapi(activity, async (c) => c.json(await listActivity(c.var.ctx, c.req.valid('param').id, c.req.valid('query')), 200))
  app.openapi(fleet, async (c) => c.json(await readFleet(c.var.ctx), 200))
  app.route('/', planRoutes())
  return app
}
