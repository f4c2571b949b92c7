// Standard Webhooks: who signed this body, and is it fresh? See https://github.com/standard-webhooks/standard-webhooks.
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

export interface SignedRequest {
  /** `webhook-id`, `webhook-timestamp` and `webhook-signature`, as they came. */
  id: string | null
  timestamp: string | null
  signature: string | null
  body: Uint8Array
}

export type SignedVerdict = { ok: true } | { ok: false; reason: 'missing_signature' | 'stale_timestamp' | 'wrong_signature' }

/** The standard's own tolerance. */
const toleranceSeconds = 300
const prefix = 'whsec_'
const secretBytes = 32

/** A secret as the standard writes them. */
export function newSigningSecret(): string {
  return `${prefix}${randomBytes(secretBytes).toString('base64')}`
}

/** @param now machine time: the sender's clock knows no other. Never throws. */
export function verifySigned({ id, timestamp, signature, body }: SignedRequest, secret: string, now: Date): SignedVerdict {
  if (!id || !timestamp || !signature) return { ok: false, reason: 'missing_signature' }
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now.getTime() / 1000 - Number(timestamp)) > toleranceSeconds) {
    return { ok: false, reason: 'stale_timestamp' }
  }
  const expected = sign({ id, timestamp, body }, secret)
  const matches = signature.split(' ').map((given) => isSame(given, expected))
  return matches.includes(true) ? { ok: true } : { ok: false, reason: 'wrong_signature' }
}

/** The value of `webhook-signature` for these. */
export function sign({ id, timestamp, body }: { id: string; timestamp: string; body: Uint8Array }, secret: string): string {
  const key = Buffer.from(secret.startsWith(prefix) ? secret.slice(prefix.length) : secret, 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`
}

// Hashing both sides first makes them equally long, which timingSafeEqual insists on.
function isSame(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
}
