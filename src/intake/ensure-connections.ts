// The connections that exist from the first start: one a vendor, serving the addresses without an id.

import { newId } from '../platform/ids.ts'
import type { Runtime } from '../platform/runtime.ts'
import { insertDefaultConnection } from './store/connections.ts'
import type { Vendor } from './vendor.ts'

/** Makes what is missing in the default workspace; may be repeated. */
export async function ensureConnections(runtime: Runtime, vendors: readonly Vendor[]): Promise<void> {
  for (const { source, name } of vendors) {
    await insertDefaultConnection(runtime.database.kysely, { id: newId('con'), source, name, now: runtime.clock.now() })
  }
}
