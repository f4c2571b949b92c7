// Is this body really from the vendor? One check for every vendor that signs raw bytes with HMAC-SHA256.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

export type SignatureRefusal = 'not_configured' | 'missing_signature' | 'malformed_signature' | 'wrong_signature'

export type SignatureVerdict = { ok: true } | { ok: false; reason: SignatureRefusal }

export interface SignedBody {
  /** The bytes as they came over the wire; a re-serialised body has another signature. */
  body: Uint8Array
  /** The signature header's value, if the request had one. */
  signature: string | undefined
  /** Every secret that is valid now: two during a rotation, none when the integration is off. */
  secrets: readonly string[]
  /** What the vendor writes before the hex digits, such as `sha256=`. */
  prefix?: string
}

const HEX_DIGEST = /^[0-9a-f]{64}$/i

/** Verifies an HMAC-SHA256 signature given in hex over the raw body against each valid secret. Never throws. */
export function verifySignature({ body, signature, secrets, prefix = '' }: SignedBody): SignatureVerdict {
  const usable = secrets.filter((secret) => secret !== '')
  if (usable.length === 0) return { ok: false, reason: 'not_configured' }
  if (signature === undefined || signature === '') return { ok: false, reason: 'missing_signature' }
  const digest = signature.startsWith(prefix) ? signature.slice(prefix.length) : ''
  if (!HEX_DIGEST.test(digest)) return { ok: false, reason: 'malformed_signature' }
  const matches = usable.map((secret) => isSame(createHmac('sha256', secret).update(body).digest('hex'), digest.toLowerCase()))
  return matches.includes(true) ? { ok: true } : { ok: false, reason: 'wrong_signature' }
}

// Hashing both sides first makes them equally long, which timingSafeEqual insists on.
function isSame(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b))
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
