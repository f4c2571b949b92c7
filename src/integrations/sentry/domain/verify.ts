// Did Sentry send this? https://docs.sentry.io/organization/integrations/integration-platform/webhooks/
import { type SignatureVerdict, verifySignature } from '#src/intake/domain/signature.ts'

/** Checks `Sentry-Hook-Signature`: bare hex HMAC-SHA256 of the raw body under the integration's client secret. */
export function verifySentry(
  body: Uint8Array,
  signature: string | undefined,
  clientSecrets: readonly string[],
): SignatureVerdict {
  return verifySignature({ body, signature, secrets: clientSecrets })
}
