// What the running server knows of its own secrets: it may have been started with another environment than this shell's.
import { type Connection, connectionPageSchema } from '../../intake/connection-schemas.ts'
import { askOutside } from './ask-outside.ts'
import type { RunningServer } from './check-server.ts'
import { type Finding, ok, skipped } from './finding.ts'

type Source = Connection['source']

/** `unknown`: a server runs and did not say. */
export type ServersSecret = Connection['secret']['state'] | 'not_running' | 'unknown'

/** Of the connection that serves the vendor's address without an id. */
export async function askForSecret(running: RunningServer | undefined, source: Source): Promise<ServersSecret> {
  if (!running) return 'not_running'
  const answer = await askOutside(`${running.url}/api/connections?limit=200`, { authorization: `Bearer ${running.token}` })
  const page = answer.kind === 'answered' ? connectionPageSchema.safeParse(answer.json).data : undefined
  if (!page) return 'unknown'
  return page.items.find((connection) => connection.source === source && connection.is_default)?.secret.state ?? 'none'
}

interface Missing {
  variable: string
  /** Where the vendor delivers. */
  address: string
}

/** For a secret that this shell's environment does not have. */
export function describeMissingSecret(server: ServersSecret, { variable, address }: Missing): Finding {
  if (server === 'environment') return ok('webhooks', `the running server has ${variable}; this shell has not`)
  if (server === 'set') return ok('webhooks', 'the connection of the running server has a secret')
  if (server === 'unknown')
    return skipped('webhooks', `${variable} is not set in this shell; the running server may have it and did not say`)
  const where = server === 'none' ? ', at the running server neither' : ''
  return skipped('webhooks', `${variable} is not set${where}: ${address} answers 503 unless a connection has a secret`)
}

/** After "is not set", of what the server does not tell anybody. */
export function inThisShell(running: RunningServer | undefined): string {
  return running ? ' in this shell (the running server may have it)' : ''
}
