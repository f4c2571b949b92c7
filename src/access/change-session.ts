// A person says who they are, or goes to another workspace.
import type { Ctx, SessionFacts, Tx } from '../platform/context.ts'
import { withTransaction } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import { currentSession } from './current-session.ts'
import { findOrCreateUser } from './find-or-create-user.ts'
import { findAccountPlace, findSharedPlace } from './find-place.ts'
import { changeSession as changeSessionRow } from './store/sessions.ts'
import { updateAccount } from './store/users.ts'

export interface SessionChange {
  displayName?: string | undefined
  workspaceId?: string | undefined
}

/** From the next request on: an account has the new name, the shared password is the person of that name. */
export async function changeSession(ctx: Ctx, change: SessionChange): Promise<void> {
  const session = currentSession(ctx)
  await withTransaction(ctx, async (tx) => {
    if (change.workspaceId !== undefined) await moveTo(tx, session, change.workspaceId)
    if (change.displayName === undefined) return
    const name = await rename(tx, session, change.displayName)
    if (name === ctx.actor.name) return
    tx.emit({
      type: 'session.renamed',
      subject: { type: 'session', id: session.id },
      payload: { changes: { display_name: [ctx.actor.name, name] } },
    })
  })
}

async function moveTo(tx: Tx, session: SessionFacts, workspaceId: string): Promise<void> {
  const place = await (session.isShared ? findSharedPlace(tx.db, workspaceId) : findAccountPlace(tx.db, tx.actor.id, workspaceId))
  if (!place) throw new NotFound('workspace', workspaceId)
  await changeSessionRow(tx.db, session.id, { workspace_id: workspaceId })
}

async function rename(tx: Tx, session: SessionFacts, displayName: string): Promise<string> {
  if (!session.isShared) {
    await updateAccount(tx.db, tx.actor.id, { display_name: displayName })
    return displayName
  }
  const user = await findOrCreateUser(tx, displayName)
  if (user.id === tx.actor.id) return tx.actor.name
  await changeSessionRow(tx.db, session.id, { user_id: user.id })
  return user.display_name
}
