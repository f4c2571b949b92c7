// Is this body really from the vendor? One check for every vendor that signs raw bytes with HMAC-SHA256, one for bearer tokens.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

export type SignatureRefusal =
  | 'not_configured'
  | 'missing_signature'
  | 'malformed_signature'
  | 'wrong_signature'
  | 'missing_timestamp'
  | 'stale_timestamp'
  | 'missing_token'
  | 'wrong_token'

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
  if (usable.length === 0) return refused('not_configured')
  if (signature === undefined || signature === '') return refused('missing_signature')
  const digest = signature.startsWith(prefix) ? signature.slice(prefix.length) : ''
  if (!HEX_DIGEST.test(digest)) return refused('malformed_signature')
  const matches = usable.map((secret) => isSame(createHmac('sha256', secret).update(body).digest('hex'), digest.toLowerCase()))
  return matches.includes(true) ? { ok: true } : refused('wrong_signature')
}

export interface TimedBody extends SignedBody {
  /** Unix seconds as the header has them; they are signed together with the body, as `<seconds>:<body>`. */
  timestamp: string | undefined
  /** Machine time: the sender's clock knows no other. */
  now: Date
}

const TOLERANCE_SECONDS = 300

/** The same over `<seconds>:<body>`: an old delivery cannot be sent again, since its time is part of what is signed. */
export function verifyTimedSignature({ timestamp, now, body, ...signed }: TimedBody): SignatureVerdict {
  if (timestamp === undefined || timestamp === '') return refused('missing_timestamp')
  const verdict = verifySignature({ ...signed, body: Buffer.concat([Buffer.from(`${timestamp}:`), body]) })
  if (!verdict.ok) return verdict
  return isFresh(timestamp, now) ? verdict : refused('stale_timestamp')
}

/** Whether Unix seconds, in digits, are within five minutes of now. */
export function isFresh(timestamp: string, now: Date): boolean {
  return /^\d{1,12}$/.test(timestamp) && Math.abs(now.getTime() / 1_000 - Number(timestamp)) <= TOLERANCE_SECONDS
}

const BEARER = /^bearer +([^\s]{1,1000})$/i

/** Verifies `Authorization: Bearer <secret>` against each valid secret. Nothing else counts: no Basic, no token in the address. */
export function verifyBearer(authorization: string | undefined, secrets: readonly string[]): SignatureVerdict {
  const usable = secrets.filter((secret) => secret !== '')
  if (usable.length === 0) return refused('not_configured')
  const token = BEARER.exec(authorization ?? '')?.[1]
  if (token === undefined) return refused('missing_token')
  const matches = usable.map((secret) => isSame(secret, token))
  return matches.includes(true) ? { ok: true } : refused('wrong_token')
}

function refused(reason: SignatureRefusal): SignatureVerdict {
  return { ok: false, reason }
}

// Hashing both sides first makes them equally long, which timingSafeEqual insists on.
function isSame(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b))
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
