// What intake needs to know about a vendor. Each integration implements it; system.ts lists them.
import type { ZodType } from 'zod'
import type { Config } from '../platform/config.ts'
import type { Envelope, Parsed } from './domain/signal.ts'
import type { SignatureVerdict } from './domain/signature.ts'
import type { Source } from './store/connections.ts'

/** Lower-cased header names. */
export type Headers = Readonly<Record<string, string | undefined>>

export interface VerifyContext {
  /** The connection's settings, as stored. */
  settings: unknown
  /** Machine time: the sender's clock knows no other. */
  now: Date
}

export interface Vendor {
  readonly source: Source
  /** As it stands in sentences and as the name of the default connection. */
  readonly name: string
  /** Where it delivers; a connection's id may follow. Unless given, `/api/<source>/webhook`. */
  readonly path?: string
  /** The environment's variable with the default connection's secret, for sentences about it. */
  readonly secretVariable: string
  /** The secret that the environment sets for the default connection. It wins over stored ones. */
  environmentSecret(config: Config): string | undefined
  /** What the settings of its connections may say; nothing unless given. */
  readonly settings?: ZodType<object>
  verify(body: Uint8Array, headers: Headers, secrets: readonly string[], context: VerifyContext): SignatureVerdict
  /** The vendor's own id of this delivery; undefined where it names none. */
  deliveryId(headers: Headers, settings: unknown): string | undefined
  /** What kind of delivery it says it is. */
  kind(headers: Headers): string
  /** How long an equal body counts as the same delivery, in seconds. */
  repeatWindowSeconds(kind: string): number
  parse(envelope: Envelope, settings: unknown): Parsed
}

/** The address that a vendor delivers to. */
export function pathOf({ path, source }: Pick<Vendor, 'path' | 'source'>): string {
  return path ?? `/api/${source}/webhook`
}
