// Did Grafana send this? https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/
import { type SignatureVerdict, verifyBearer, verifySignature, verifyTimedSignature } from '#src/intake/domain/signature.ts'
import type { Headers } from '#src/intake/vendor.ts'
import type { GrafanaSettings } from '../settings.ts'

export interface GrafanaRequest {
  body: Uint8Array
  headers: Headers
  secrets: readonly string[]
  settings: GrafanaSettings
  now: Date
}

/**
 * A bare hex HMAC-SHA256 of the body, or of `<unix seconds>:<body>` where the settings name a timestamp header; or a bearer
 * token. Where both are allowed, a request that carries a signature is judged by it.
 */
export function verifyGrafana({ body, headers, secrets, settings, now }: GrafanaRequest): SignatureVerdict {
  const signature = headers[settings.signature_header]
  if (settings.auth === 'bearer' || (settings.auth === 'any' && signature === undefined))
    return verifyBearer(headers.authorization, secrets)
  if (settings.timestamp_header === null) return verifySignature({ body, signature, secrets })
  return verifyTimedSignature({ body, signature, secrets, timestamp: headers[settings.timestamp_header], now })
}
