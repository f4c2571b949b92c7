// A person says who they are, or goes to another workspace.
import type { Ctx } from '../platform/context.ts'
import { withTransaction } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import { currentSession } from './current-session.ts'
import { findOrCreateUser } from './find-or-create-user.ts'
import { changeSession as changeSessionRow } from './store/sessions.ts'
import { findWorkspace } from './store/workspaces.ts'

export interface SessionChange {
  displayName?: string | undefined
  workspaceId?: string | undefined
}

/** From the next request on the session belongs to the person of that name, in that workspace. */
export async function changeSession(ctx: Ctx, change: SessionChange): Promise<void> {
  const session = currentSession(ctx)
  await withTransaction(ctx, async (tx) => {
    if (change.workspaceId !== undefined && !(await findWorkspace(tx.db, change.workspaceId)))
      throw new NotFound('workspace', change.workspaceId)
    const user = change.displayName === undefined ? undefined : await findOrCreateUser(tx, change.displayName)
    const changes = { ...(user && { user_id: user.id }), ...(change.workspaceId && { workspace_id: change.workspaceId }) }
    if (Object.keys(changes).length === 0) return
    await changeSessionRow(tx.db, session.id, changes)
    if (!user || user.id === ctx.actor.id) return
    tx.emit({
      type: 'session.renamed',
      subject: { type: 'session', id: session.id },
      payload: { changes: { display_name: [ctx.actor.name, user.display_name] } },
    })
  })
}
