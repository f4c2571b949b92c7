// GitHub as intake sees it. Headers: https://docs.github.com/en/webhooks/webhook-events-and-payloads#delivery-headers
import type { Vendor } from '#src/intake/vendor.ts'
import { toSignals } from './domain/to-signal.ts'
import { verifyGitHub } from './domain/verify.ts'

const daySeconds = 86_400

export const githubVendor: Vendor = {
  source: 'github',
  name: 'GitHub',
  secretVariable: 'GITHUB_WEBHOOK_SECRET',
  environmentSecret: (config) => config.GITHUB_WEBHOOK_SECRET,
  verify: (body, headers, secrets) => verifyGitHub(body, headers['x-hub-signature-256'], secrets),
  deliveryId: (headers) => headers['x-github-delivery'],
  kind: (headers) => headers['x-github-event']?.slice(0, 100) ?? 'unknown',
  repeatWindowSeconds: () => daySeconds,
  parse: (envelope) => toSignals(envelope),
}
