// Where GitHub delivers.
import { webhookRoutes } from '#src/intake/webhook-routes.ts'
import type { App } from '#src/platform/http/app.ts'
import { githubVendor } from './vendor.ts'

export function githubRoutes(): App {
  return webhookRoutes(githubVendor)
}
