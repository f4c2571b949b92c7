// Gives a connection a new secret; the one before is valid beside it for a time, so that the vendor can change over.
import { authorize } from '../access/authorize.ts'
import { loadWorkspace } from '../access/load-workspace.ts'
import { requireFreshPassword } from '../access/require-fresh-password.ts'
import { newSigningSecret } from '../mcp/domain/standard-webhooks.ts'
import { type Ctx, type Tx, withTransaction } from '../platform/context.ts'
import { Conflict, NotFound, Unprocessable } from '../platform/errors.ts'
import { connectionSecretPurpose, validSecrets } from './connection-directory.ts'
import type { Connection, ConnectionWithSecret, RotateConnectionSecret } from './connection-schemas.ts'
import { hasEnvironmentSecret, readConnection, vendorOf } from './read-connections.ts'
import { changeManagedConnection, lockManagedConnection, type ManagedConnection } from './store/managed-connections.ts'
import type { Vendor } from './vendor.ts'

/** One that is made here is returned here and never again. @throws NotFound, Conflict, Unprocessable */
export async function rotateConnectionSecret(
  ctx: Ctx,
  vendors: readonly Vendor[],
  { id, input }: { id: string; input: RotateConnectionSecret },
): Promise<ConnectionWithSecret> {
  authorize(ctx, 'connection.manage')
  requireFreshPassword(ctx)
  return withTransaction(ctx, async (tx) => {
    const row = await lockOwn(tx, vendors, id)
    if (row.source === 'sentry' && input.secret === undefined)
      throw new Unprocessable('secret_required', 'Sentry makes the client secret: enter the one that it shows.')
    const made = input.secret === undefined ? newSigningSecret() : null
    const sealed = tx.system.secrets.seal(input.secret ?? made ?? '', connectionSecretPurpose(id))
    const [present] = validSecrets(row, tx.now)
    const seconds = input.old_valid_seconds
    const keepsOld = present !== undefined && seconds !== 0
    const until = keepsOld && seconds !== null ? new Date(tx.now.getTime() + seconds * 1_000) : null
    await changeManagedConnection(tx.db, id, {
      secrets: keepsOld ? [sealed, present] : [sealed],
      oldSecretUntil: until,
      now: tx.now,
    })
    emit(tx, row, 'connection.secret_rotated', { old_valid: keepsOld, old_valid_until: until?.toISOString() ?? null })
    return { ...(await readConnection(tx, vendors, id)), shown_secret: made }
  })
}

/** Only the newest secret is valid from now on. @throws NotFound, Conflict `no_old_secret` */
export async function retireOldSecret(ctx: Ctx, vendors: readonly Vendor[], id: string): Promise<Connection> {
  authorize(ctx, 'connection.manage')
  return withTransaction(ctx, async (tx) => {
    const row = await lockOwn(tx, vendors, id)
    const [present, old] = validSecrets(row, tx.now)
    if (present === undefined || old === undefined)
      throw new Conflict('no_old_secret', 'Only one secret is valid; there is no older one to retire.')
    await changeManagedConnection(tx.db, id, { secrets: [present], oldSecretUntil: null, now: tx.now })
    emit(tx, row, 'connection.old_secret_retired', {})
    return readConnection(tx, vendors, id)
  })
}

async function lockOwn(tx: Tx, vendors: readonly Vendor[], id: string): Promise<ManagedConnection> {
  const row = await lockManagedConnection(tx.db, tx.workspaceId, id)
  if (!row) throw new NotFound('connection', id)
  const vendor = vendorOf(vendors, row.source)
  if (hasEnvironmentSecret(tx, row, { vendor, isDefault: (await loadWorkspace(tx)).isDefault }))
    throw new Conflict('set_by_environment', `The secret comes from ${vendor.secretVariable}: change it there and restart.`)
  return row
}

function emit(tx: Tx, { id, source, name }: ManagedConnection, type: string, payload: Record<string, unknown>): void {
  tx.emit({ type, subject: { type: 'connection', id }, payload: { source, name, ...payload } })
}
