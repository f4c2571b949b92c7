// What intake needs to know about a vendor. Each integration implements it; system.ts lists them.
import type { Config } from '../platform/config.ts'
import type { Envelope, Parsed } from './domain/signal.ts'
import type { SignatureVerdict } from './domain/signature.ts'

/** Lower-cased header names. */
export type Headers = Readonly<Record<string, string | undefined>>

export interface Vendor {
  readonly source: 'sentry' | 'github'
  /** As it stands in sentences and as the name of the default connection. */
  readonly name: string
  /** The secret that the environment sets for the default connection. It wins over stored ones. */
  environmentSecret(config: Config): string | undefined
  verify(body: Uint8Array, headers: Headers, secrets: readonly string[]): SignatureVerdict
  /** The vendor's own id of this delivery; undefined where it names none. */
  deliveryId(headers: Headers): string | undefined
  /** What kind of delivery it says it is. */
  kind(headers: Headers): string
  /** How long an equal body counts as the same delivery, in seconds. */
  repeatWindowSeconds(kind: string): number
  parse(envelope: Envelope, settings: unknown): Parsed
}
