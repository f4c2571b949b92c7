// Adds a vendor account to a workspace: an address of its own, and its secret, sealed.
import { authorize } from '../access/authorize.ts'
import { holdWorkspace } from '../access/hold-workspace.ts'
import { requireFreshPassword } from '../access/require-fresh-password.ts'
import { newSigningSecret } from '../mcp/domain/standard-webhooks.ts'
import { type Ctx, withTransaction } from '../platform/context.ts'
import { refuseOneMore } from '../platform/limits.ts'
import { connectionSecretPurpose } from './connection-directory.ts'
import type { ConnectionWithSecret, CreateConnection } from './connection-schemas.ts'
import { checkSettings } from './connection-settings.ts'
import { readConnection, vendorOf } from './read-connections.ts'
import { insertConnection, type Source } from './store/connections.ts'
import { countConnections } from './store/managed-connections.ts'
import type { Vendor } from './vendor.ts'

export interface AddConnection {
  source: Source
  name: string
  /** Null: the integration is off until one is set. */
  secret: string | null
  settings?: object
}

export async function addConnection(ctx: Ctx, input: AddConnection): Promise<{ id: string }> {
  authorize(ctx, 'connection.manage')
  return withTransaction(ctx, async (tx) => {
    const id = tx.newId('con')
    const seal = (secret: string) => tx.system.secrets.seal(secret, connectionSecretPurpose(id))
    await insertConnection(tx.db, {
      id,
      workspaceId: tx.workspaceId,
      source: input.source,
      name: input.name,
      sealedSecrets: input.secret === null ? [] : [seal(input.secret)],
      settings: input.settings ?? {},
      createdBy: tx.actor,
      now: tx.now,
    })
    tx.emit({
      type: 'connection.added',
      subject: { type: 'connection', id },
      payload: { source: input.source, name: input.name },
    })
    return { id }
  })
}

/** A secret that is made here is returned here and never again. @throws Invalid, Unprocessable, Conflict `limit_exceeded` */
export async function createConnection(
  ctx: Ctx,
  vendors: readonly Vendor[],
  input: CreateConnection,
): Promise<ConnectionWithSecret> {
  authorize(ctx, 'connection.manage')
  requireFreshPassword(ctx)
  const vendor = vendorOf(vendors, input.source)
  const settings = checkSettings(vendor, input.settings)
  // Sentry makes the secret itself, once it knows the address.
  const made = input.secret === undefined && input.source !== 'sentry' ? newSigningSecret() : null
  return withTransaction(ctx, async (tx) => {
    await holdWorkspace(tx)
    refuseOneMore('connections', await countConnections(tx.db, tx.workspaceId))
    const { id } = await addConnection(tx, { ...input, settings, secret: input.secret ?? made })
    return { ...(await readConnection(tx, vendors, id)), shown_secret: made }
  })
}
