// Any sender of signed signals as intake sees it: Datadog, Rollbar, Honeybadger, a script.
import type { Vendor } from '#src/intake/vendor.ts'
import { toSignals } from './domain/to-signal.ts'
import { verifySender, wayOf } from './domain/verify.ts'
import { mappingOf, readSignalSettings, signalSettingsSchema } from './settings.ts'

const repeatSeconds = 30 * 60

export const signalVendor: Vendor = {
  source: 'signal',
  name: 'Signals',
  path: '/api/signals',
  secretVariable: 'SIGNAL_WEBHOOK_SECRET',
  environmentSecret: (config) => config.SIGNAL_WEBHOOK_SECRET,
  settings: signalSettingsSchema,
  verify: (body, headers, secrets, { settings, now }) =>
    verifySender({ body, headers, secrets, now, settings: readSignalSettings(settings) }),
  // Only where it is signed: otherwise anybody could give an old body a new id.
  deliveryId: (headers, settings) =>
    wayOf(headers, readSignalSettings(settings)) === 'standard_webhooks' ? headers['webhook-id'] : undefined,
  kind: () => 'signal',
  repeatWindowSeconds: () => repeatSeconds,
  parse: (envelope, settings) => toSignals(envelope, mappingOf(readSignalSettings(settings))),
}
