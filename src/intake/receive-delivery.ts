// A webhook request becomes a stored delivery: verified first, stored before anything is decided, answered in milliseconds.
import { createHash } from 'node:crypto'
import { Unauthorized, Unavailable } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { Runtime } from '../platform/runtime.ts'
import type { BadSignatures } from './bad-signatures.ts'
import type { Connection } from './connection-directory.ts'
import type { StoreDelivery } from './delivery-batches.ts'
import { findDeliveryByKey, type NewDelivery } from './store/deliveries.ts'
import { hideSecrets } from './stored-headers.ts'
import type { Headers, Vendor } from './vendor.ts'

export interface Inbound {
  vendor: Vendor
  connection: Connection
  headers: Headers
  /** The bytes as they came over the wire. */
  body: Uint8Array
}

/** What lives as long as the address. */
export interface Reception {
  badSignatures: BadSignatures
  store: StoreDelivery
}

export interface Received {
  status: 'accepted' | 'duplicate'
  delivery_id: string
}

/** Throws 503 `integration_disabled` while no secret is set. */
export function requireSecret({ vendor, connection }: Pick<Inbound, 'vendor' | 'connection'>): void {
  if (connection.openSecrets.length > 0) return
  const where = connection.is_default ? `Set ${vendor.secretVariable} and restart, or set` : 'Set'
  throw new Unavailable(
    'integration_disabled',
    `No webhook secret is set for ${vendor.name}. ${where} one in the settings under Connections, then send the delivery again.`,
  )
}

/** Stores what the vendor has signed and wakes whoever processes it; refuses and counts anything else, storing nothing. */
export async function receiveDelivery(runtime: Runtime, inbound: Inbound, reception: Reception): Promise<Received> {
  requireSecret(inbound)
  const { vendor, connection, headers, body } = inbound
  // Machine time: what is signed with a time was written by another machine's clock.
  const verdict = vendor.verify(body, headers, connection.openSecrets, { settings: connection.settings, now: new Date() })
  if (!verdict.ok) {
    reception.badSignatures.count(runtime, connection.id)
    throw new Unauthorized('invalid_signature', `The signature does not match: ${verdict.reason.replaceAll('_', ' ')}.`)
  }
  const delivery = toDelivery(inbound, runtime.clock.now())
  const stored = await reception.store(runtime.database.kysely, delivery)
  if (stored?.state === 'received') {
    return { status: 'accepted', delivery_id: stored.id }
  }
  return { status: 'duplicate', delivery_id: stored?.id ?? (await knownId(runtime, delivery)) }
}

function toDelivery({ vendor, connection, headers, body }: Inbound, now: Date): NewDelivery {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const bodySha256 = createHash('sha256').update(bytes).digest('hex')
  const kind = vendor.kind(headers)
  const repeatMs = vendor.repeatWindowSeconds(kind) * 1000
  return {
    id: newId('dlv'),
    workspace_id: connection.workspace_id,
    connection_id: connection.id,
    source: vendor.source,
    delivery_key: vendor.deliveryId(headers, connection.settings)?.slice(0, 200) || keyOfBody(bodySha256, { now, repeatMs }),
    kind,
    headers: hideSecrets(headers),
    body: bytes,
    body_sha256: bodySha256,
    received_at: now,
    repeat_since: new Date(now.getTime() - repeatMs),
  }
}

/** Where the vendor names no delivery, an equal body is the same one, for as long as an equal body is a repeat. */
function keyOfBody(bodySha256: string, { now, repeatMs }: { now: Date; repeatMs: number }): string {
  return `${bodySha256}.${Math.floor(now.getTime() / repeatMs)}`
}

/** The delivery that has the key. */
async function knownId(runtime: Runtime, delivery: NewDelivery): Promise<string> {
  const id = await findDeliveryByKey(runtime.database.kysely, delivery.connection_id, delivery.delivery_key)
  if (!id) throw new Error('a delivery was neither stored nor known')
  return id
}
