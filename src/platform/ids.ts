// Identifiers: a prefix that tells the kind, then a ULID, so that ids sort by time and never collide.
import { monotonicFactory } from 'ulid'

const next = monotonicFactory()

/** `newId('iss')` gives `iss_01j…`: lower case, safe in URLs, unique across processes. */
export function newId(prefix: string): string {
  return `${prefix}_${next().toLowerCase()}`
}
