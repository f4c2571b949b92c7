// Says aloud when the way to this server is not protected.
import type { Config } from '../../platform/config.ts'
import { isLoopback } from '../../platform/config.ts'

/** A sentence for the terminal and the doctor when passwords and cookies may cross the network unencrypted; else undefined. */
export function exposureWarning(config: Pick<Config, 'HOST' | 'DISPATCH_PUBLIC_URL'>): string | undefined {
  if (isLoopback(config) || config.DISPATCH_PUBLIC_URL?.startsWith('https:')) return undefined
  return (
    `Listening on ${config.HOST} without TLS: the password and the session cookie (without Secure) can be read on the way. ` +
    'Put a TLS proxy in front and set DISPATCH_PUBLIC_URL to its https address.'
  )
}
