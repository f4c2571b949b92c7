// Which server a command speaks to: the one of DISPATCH_URL, else the one that holds the data directory.
import { readLocalAdministration } from '../../access/local-administration.ts'
import { Unavailable } from '../../platform/errors.ts'
import { personalSetting } from './env.ts'
import { commandConfig, commandEnvironment } from './environment.ts'
import { UsageError } from './failure.ts'

export interface ServerAddress {
  /** Without a path. */
  url: string
  token: string
  /** On this machine, found by its data directory. */
  isLocal: boolean
}

/** Throws a usage error for half an address, `not_running` when there is none. */
export async function findServer(): Promise<ServerAddress> {
  const url = personalSetting('DISPATCH_URL')
  return url === undefined ? findLocalServer() : remoteServer(url)
}

function remoteServer(text: string): ServerAddress {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) throw new UsageError('DISPATCH_URL must be an http(s) address.')
  const token = commandEnvironment().DISPATCH_API_KEY?.trim()
  if (!token) throw new UsageError('DISPATCH_URL is set, so DISPATCH_API_KEY must be set too: a key of that server.')
  return { url: url.origin, token, isLocal: false }
}

async function findLocalServer(): Promise<ServerAddress> {
  const { DISPATCH_DATA_DIR, DISPATCH_API_KEY, PORT } = commandConfig()
  const local = await readLocalAdministration(DISPATCH_DATA_DIR)
  // The token opens nothing but the server that wrote it here.
  if (local) return { url: local.url, token: local.token, isLocal: true }
  // A server whose data directory is not ours to read, e.g. in a container, on the port that we would use.
  if (DISPATCH_API_KEY) return { url: `http://127.0.0.1:${PORT}`, token: DISPATCH_API_KEY, isLocal: false }
  throw new Unavailable('not_running', `No server has run with the data directory ${DISPATCH_DATA_DIR}.`)
}
