// Which connection an address names and which secrets verify its deliveries. Remembered for seconds, because every delivery asks.
import type { Runtime } from '../platform/runtime.ts'
import { type ConnectionRow, findConnection, findDefaultConnection } from './store/connections.ts'
import type { Vendor } from './vendor.ts'

/** After this long a new, changed or removed secret holds on every process. */
const freshMs = 5_000
/** Strangers may ask for any id: what is remembered stays small. */
const maxRemembered = 1_000

export interface Connection extends ConnectionRow {
  /** In the clear, and only here: two during a rotation, none while the integration is off. */
  openSecrets: readonly string[]
}

interface Remembered {
  connection: Promise<Connection | undefined>
  until: number
}

export interface ConnectionDirectory {
  /** Without an id: the default workspace's connection. */
  find(runtime: Runtime, vendor: Vendor, id?: string): Promise<Connection | undefined>
}

export function createConnectionDirectory(): ConnectionDirectory {
  const remembered = new Map<string, Remembered>()
  return {
    find(runtime, vendor, id) {
      const key = `${vendor.source}/${id ?? ''}`
      const known = remembered.get(key)
      if (known && known.until > Date.now()) return known.connection
      if (remembered.size >= maxRemembered) remembered.clear()
      const connection = load(runtime, vendor, id)
      remembered.set(key, { connection, until: Date.now() + freshMs })
      connection.catch(() => remembered.delete(key))
      return connection
    },
  }
}

async function load(runtime: Runtime, vendor: Vendor, id: string | undefined): Promise<Connection | undefined> {
  const db = runtime.database.kysely
  const row = await (id ? findConnection(db, vendor.source, id) : findDefaultConnection(db, vendor.source))
  return row && { ...row, openSecrets: secretsOf(runtime, vendor, row) }
}

/** A secret of the environment always wins, and only the default connection has one. */
function secretsOf(runtime: Runtime, vendor: Vendor, row: ConnectionRow): string[] {
  const given = row.is_default ? vendor.environmentSecret(runtime.config) : undefined
  if (given) return [given]
  return validSecrets(row, runtime.clock.now()).map((sealed) => runtime.secrets.open(sealed, connectionSecretPurpose(row.id)))
}

/** The present one first; the one before as long as it is valid beside it. */
export function validSecrets(
  { secrets, old_secret_until }: Pick<ConnectionRow, 'secrets' | 'old_secret_until'>,
  now: Date,
): string[] {
  const isOver = old_secret_until !== null && old_secret_until <= now
  return isOver ? secrets.slice(0, 1) : secrets
}

/** What a connection's stored secrets are sealed for: moved to another connection, they cannot be opened. */
export function connectionSecretPurpose(connectionId: string): string {
  return `connection:${connectionId}`
}
