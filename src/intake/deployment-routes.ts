// Where pipelines report deployments.
import { createRoute } from '@hono/zod-openapi'
import { requireAccess } from '../access/require-access.ts'
import { createDeploymentSchema, deploymentSchema } from '../fixes/schemas.ts'
import { type App, createRoutes } from '../platform/http/app.ts'
import { json, problems } from '../platform/http/schemas.ts'
import { reportDeployment } from './report-deployment.ts'

const report = createRoute({
  method: 'post',
  path: '/api/deployments',
  tags: ['Fixes'],
  summary: 'Report a deployment',
  middleware: requireAccess('deployment.write'),
  request: { body: { required: true, ...json(createDeploymentSchema, 'What was deployed, and where') } },
  responses: {
    201: json(deploymentSchema, 'Recorded'),
    200: json(deploymentSchema, 'Known already'),
    ...problems(400, 401, 403, 413, 415, 422),
  },
})

export function deploymentRoutes(): App {
  const routes = createRoutes()
  routes.openapi(report, async (c) => {
    const { deployment, isNew } = await reportDeployment(c.var.ctx, c.req.valid('json'))
    return isNew ? c.json(deployment, 201) : c.json(deployment, 200)
  })
  return routes
}
