// Headers as they are kept with a delivery: whatever could be used again is hidden.
import type { Headers } from './vendor.ts'

const secretName = /signature|authorization|cookie|token|secret|password|api-?key/i

/** The same headers, secrets replaced by a mark. */
export function hideSecrets(headers: Headers): Record<string, string> {
  const entries = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(entries.map(([name, value]) => [name, secretName.test(name) ? '[hidden]' : value]))
}
