// Begins a session for someone who has just proved that they may.
import { systemContext, type Tx, withTransaction } from '../platform/context.ts'
import { Unauthorized } from '../platform/errors.ts'
import type { Runtime } from '../platform/runtime.ts'
import { hashToken, newToken } from './domain/tokens.ts'
import { findOrCreateUser } from './find-or-create-user.ts'
import { sessionLifetimeMs } from './identify-session.ts'
import { insertSession } from './store/sessions.ts'
import { findDefaultWorkspaceRow } from './store/workspaces.ts'

export interface Visitor {
  displayName?: string | undefined
  userAgent?: string | undefined
  requestId?: string | undefined
}

/**
 * Returns the session's token. `proof` runs in the same transaction and throws when what was shown does not count any
 * more, so that no session outlives a changed password and no link opens two.
 */
export async function openSession(
  runtime: Runtime,
  visitor: Visitor,
  proof: { method: 'password' | 'link'; check(tx: Tx): Promise<void> },
): Promise<string> {
  const workspace = await findDefaultWorkspaceRow(runtime.database.kysely)
  if (!workspace) throw new Unauthorized('not_ready', 'The installation has no workspace yet.')
  const ctx = { ...systemContext(runtime, workspace.id), ...(visitor.requestId && { requestId: visitor.requestId }) }
  return withTransaction(ctx, async (tx) => {
    await proof.check(tx)
    const user = await findOrCreateUser(tx, visitor.displayName)
    const { id, token } = await storeSession(tx, user.id, visitor.userAgent)
    tx.emit({
      type: 'session.created',
      subject: { type: 'session', id },
      actor: { type: 'person', id: user.id, name: user.display_name },
      payload: { method: proof.method, shared_password: true },
    })
    return token
  })
}

async function storeSession(tx: Tx, userId: string, userAgent: string | undefined): Promise<{ id: string; token: string }> {
  const id = tx.newId('ses')
  const token = newToken('session')
  await insertSession(tx.db, {
    id,
    token_hash: hashToken(token),
    user_id: userId,
    workspace_id: tx.workspaceId,
    created_at: tx.now,
    confirmed_at: tx.now,
    last_seen_at: tx.now,
    expires_at: new Date(tx.now.getTime() + sessionLifetimeMs),
    user_agent: userAgent?.slice(0, 300) ?? null,
  })
  return { id, token }
}
