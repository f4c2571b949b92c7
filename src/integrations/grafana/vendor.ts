// Grafana's alerting as intake sees it: the contact point "Webhook", also for alerts over logs in Loki.
import type { Vendor } from '#src/intake/vendor.ts'
import { toSignals } from './domain/to-signal.ts'
import { verifyGrafana } from './domain/verify.ts'
import { grafanaSettingsSchema, readGrafanaSettings } from './settings.ts'

const repeatSeconds = 30 * 60

export const grafanaVendor: Vendor = {
  source: 'loki',
  name: 'Grafana',
  secretVariable: 'LOKI_WEBHOOK_SECRET',
  environmentSecret: (config) => config.LOKI_WEBHOOK_SECRET,
  settings: grafanaSettingsSchema,
  verify: (body, headers, secrets, { settings, now }) =>
    verifyGrafana({ body, headers, secrets, now, settings: readGrafanaSettings(settings) }),
  // It names none: the body is the key.
  deliveryId: () => undefined,
  kind: () => 'alerts',
  repeatWindowSeconds: () => repeatSeconds,
  parse: (envelope, settings) => toSignals(envelope, readGrafanaSettings(settings)),
}
