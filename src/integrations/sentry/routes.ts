// Where Sentry delivers.
import { webhookRoutes } from '#src/intake/webhook-routes.ts'
import type { App } from '#src/platform/http/app.ts'
import { sentryVendor } from './vendor.ts'

export function sentryRoutes(): App {
  return webhookRoutes(sentryVendor)
}
