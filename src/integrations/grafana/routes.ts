// Where Grafana delivers.
import { webhookRoutes } from '#src/intake/webhook-routes.ts'
import type { App } from '#src/platform/http/app.ts'
import { grafanaVendor } from './vendor.ts'

export function grafanaRoutes(): App {
  return webhookRoutes(grafanaVendor)
}
