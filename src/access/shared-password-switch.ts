// Whether the shared password still opens anything. An owner with an account may switch it off; the terminal switches it on.
import { z } from 'zod'
import { type Ctx, withTransaction } from '../platform/context.ts'
import type { Db } from '../platform/db/open-database.ts'
import { Conflict, Forbidden } from '../platform/errors.ts'
import { authorize } from './authorize.ts'
import { requireFreshPassword } from './require-fresh-password.ts'
import { revokeSharedSessions } from './store/sessions.ts'
import { readSetting, shareSetting, writeSetting } from './store/settings.ts'
import { findDefaultWorkspaceRow } from './store/workspaces.ts'

const key = 'access.shared_password'
const schema = z.object({ enabled: z.boolean() }).optional()

export async function isSharedPasswordOn(db: Db): Promise<boolean> {
  return schema.parse(await readSetting(db, key))?.enabled ?? true
}

/** The same, and it cannot change until the transaction ends. */
export async function shareIsSharedPasswordOn(db: Db): Promise<boolean> {
  return schema.parse(await shareSetting(db, key))?.enabled ?? true
}

export async function storeSharedPasswordSwitch(db: Db, enabled: boolean, now: Date): Promise<void> {
  await writeSetting(db, { key, value: { enabled }, now })
}

/**
 * For owners of the default workspace. Switching it off ends all its sessions, so it takes an account to do it: whoever
 * came in by the shared password would lock themselves out.
 */
export async function switchSharedPassword(ctx: Ctx, enabled: boolean): Promise<void> {
  authorize(ctx, 'owner.manage')
  requireFreshPassword(ctx)
  const workspace = await findDefaultWorkspaceRow(ctx.db)
  if (workspace?.id !== ctx.workspaceId)
    throw new Forbidden(
      'default_workspace_only',
      'The shared password belongs to the installation. Ask an owner of its default workspace.',
    )
  if (!enabled && (ctx.actor.type !== 'person' || ctx.session?.isShared !== false))
    throw new Conflict(
      'account_needed',
      'Log in as an owner with an e-mail address first: the shared password could not undo this.',
    )
  await withTransaction(ctx, async (tx) => {
    const before = await isSharedPasswordOn(tx.db)
    if (before === enabled) return
    await storeSharedPasswordSwitch(tx.db, enabled, tx.now)
    tx.emit({ type: 'account.shared_password', payload: { changes: { enabled: [before, enabled] } } })
    if (enabled) return
    for (const id of await revokeSharedSessions(tx.db, tx.now))
      tx.emit({ type: 'session.revoked', subject: { type: 'session', id }, payload: { reason: 'shared_password_off' } })
  })
}
