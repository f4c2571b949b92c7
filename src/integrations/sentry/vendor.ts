// Sentry as intake sees it. Headers: https://docs.sentry.io/organization/integrations/integration-platform/webhooks/
import type { Vendor } from '#src/intake/vendor.ts'
import { toSignals } from './domain/to-signal.ts'
import { verifySentry } from './domain/verify.ts'
import { readSentrySettings, sentrySettingsSchema } from './settings.ts'

const daySeconds = 86_400
const occurrenceRepeatSeconds = 30 * 60

export const sentryVendor: Vendor = {
  source: 'sentry',
  name: 'Sentry',
  secretVariable: 'SENTRY_CLIENT_SECRET',
  environmentSecret: (config) => config.SENTRY_CLIENT_SECRET,
  settings: sentrySettingsSchema,
  verify: (body, headers, secrets) => verifySentry(body, headers['sentry-hook-signature'], secrets),
  deliveryId: (headers) => headers['request-id'],
  kind: (headers) => headers['sentry-hook-resource']?.slice(0, 100) ?? 'unknown',
  // The same state of an issue is one fact; the same occurrence may truly come again.
  repeatWindowSeconds: (kind) => (kind === 'issue' ? daySeconds : occurrenceRepeatSeconds),
  parse: (envelope, settings) => toSignals(envelope, readSentrySettings(settings)),
}
