// What an approval of a plan is bound to.
import { createHash } from 'node:crypto'

/** sha256 in hex of the UTF-8 bytes. */
export function planHash(content: string): string {
  return createHash('sha256').update(content, 'utf8').digest('hex')
}
