// Changes what a connection is called and how it reads what is delivered, or ends it.
import { authorize } from '../access/authorize.ts'
import { loadWorkspace } from '../access/load-workspace.ts'
import { requireFreshPassword } from '../access/require-fresh-password.ts'
import { type Ctx, withTransaction } from '../platform/context.ts'
import { Conflict, NotFound } from '../platform/errors.ts'
import type { Connection, UpdateConnection } from './connection-schemas.ts'
import { checkSettings } from './connection-settings.ts'
import { readConnection, vendorOf } from './read-connections.ts'
import { changeManagedConnection, lockManagedConnection } from './store/managed-connections.ts'
import type { Vendor } from './vendor.ts'

/** Settings are replaced as a whole. They hold for what is processed from now on. @throws NotFound, Invalid */
export async function changeConnection(
  ctx: Ctx,
  vendors: readonly Vendor[],
  { id, changes }: { id: string; changes: UpdateConnection },
): Promise<Connection> {
  authorize(ctx, 'connection.manage')
  return withTransaction(ctx, async (tx) => {
    const before = await lockManagedConnection(tx.db, tx.workspaceId, id)
    if (!before) throw new NotFound('connection', id)
    const { name, settings } = changes
    // How senders prove who they are is among the settings.
    if (settings) requireFreshPassword(ctx)
    const checked = settings && checkSettings(vendorOf(vendors, before.source), settings)
    await changeManagedConnection(tx.db, id, {
      ...(name !== undefined && { name }),
      ...(checked && { settings: checked }),
      now: tx.now,
    })
    const changed = {
      ...(name !== undefined && name !== before.name && { name: [before.name, name] }),
      ...(checked && { settings: [before.settings, checked] }),
    }
    tx.emit({
      type: 'connection.changed',
      subject: { type: 'connection', id },
      payload: { source: before.source, name: name ?? before.name, changes: changed },
    })
    return readConnection(tx, vendors, id)
  })
}

/** Its address answers 404 from now on, its secrets are gone; issues and deliveries stay. @throws NotFound, Conflict */
export async function deleteConnection(ctx: Ctx, id: string): Promise<void> {
  authorize(ctx, 'connection.manage')
  requireFreshPassword(ctx)
  await withTransaction(ctx, async (tx) => {
    const row = await lockManagedConnection(tx.db, tx.workspaceId, id)
    if (!row) throw new NotFound('connection', id)
    if (row.is_default && (await loadWorkspace(tx)).isDefault)
      throw new Conflict(
        'default_connection',
        'This connection serves the address without an id, so it stays. Without a secret it answers nobody.',
      )
    await changeManagedConnection(tx.db, id, { secrets: [], oldSecretUntil: null, deletedAt: tx.now, now: tx.now })
    tx.emit({
      type: 'connection.deleted',
      subject: { type: 'connection', id },
      payload: { source: row.source, name: row.name },
    })
  })
}
