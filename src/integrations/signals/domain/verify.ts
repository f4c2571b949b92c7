// Did the sender that we know send this? Three ways, and in none of them does a token stand in the address.
import { isFresh, type SignatureVerdict, verifyBearer, verifySignature } from '#src/intake/domain/signature.ts'
import type { Headers } from '#src/intake/vendor.ts'
import { verifySigned } from '#src/mcp/domain/standard-webhooks.ts'
import type { SignalSettings } from '../settings.ts'

export interface SignalRequest {
  body: Uint8Array
  headers: Headers
  secrets: readonly string[]
  settings: Pick<SignalSettings, 'auth' | 'signature_header' | 'signature_prefix'>
  now: Date
}

/**
 * Standard Webhooks (its timestamp is signed, and must be fresh), an HMAC-SHA256 of the body in hex, or a bearer token.
 * Where any is allowed, a request is judged by the strongest that it carries.
 */
export function verifySender({ body, headers, secrets, settings, now }: SignalRequest): SignatureVerdict {
  switch (wayOf(headers, settings)) {
    case 'standard_webhooks':
      return verifyStandard({ body, headers, secrets, now })
    case 'hmac':
      return verifySignature({
        body,
        signature: headers[settings.signature_header],
        secrets,
        prefix: settings.signature_prefix,
      })
    case 'bearer':
      return verifyBearer(headers.authorization, secrets)
  }
}

/** Which way a request is judged. */
export function wayOf(
  headers: Headers,
  { auth, signature_header }: Pick<SignalSettings, 'auth' | 'signature_header'>,
): 'standard_webhooks' | 'hmac' | 'bearer' {
  if (auth !== 'any') return auth
  if (headers['webhook-signature'] !== undefined) return 'standard_webhooks'
  return headers[signature_header] === undefined ? 'bearer' : 'hmac'
}

function verifyStandard({ body, headers, secrets, now }: Omit<SignalRequest, 'settings'>): SignatureVerdict {
  const usable = secrets.filter((secret) => secret !== '')
  if (usable.length === 0) return { ok: false, reason: 'not_configured' }
  const id = headers['webhook-id'] ?? null
  const timestamp = headers['webhook-timestamp'] ?? null
  const signed = { id, timestamp, signature: headers['webhook-signature'] ?? null, body }
  const verdicts = usable.map((secret) => verifySigned(signed, secret, now))
  const good = verdicts.find((verdict) => verdict.ok)
  if (good) return good
  if (timestamp !== null && !isFresh(timestamp, now)) return { ok: false, reason: 'stale_timestamp' }
  return verdicts[0] ?? { ok: false, reason: 'not_configured' }
}
