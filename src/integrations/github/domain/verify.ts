// Did GitHub send this? https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
import { type SignatureVerdict, verifySignature } from '#src/intake/domain/signature.ts'

/** Checks `X-Hub-Signature-256`: `sha256=` and the hex HMAC-SHA256 of the raw body. The SHA-1 header is not accepted. */
export function verifyGitHub(body: Uint8Array, signature: string | undefined, secrets: readonly string[]): SignatureVerdict {
  return verifySignature({ body, signature, secrets, prefix: 'sha256=' })
}
