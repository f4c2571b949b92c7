// Where senders of signals deliver.
import { webhookRoutes } from '#src/intake/webhook-routes.ts'
import type { App } from '#src/platform/http/app.ts'
import { signalVendor } from './vendor.ts'

export function signalRoutes(): App {
  return webhookRoutes(signalVendor)
}
