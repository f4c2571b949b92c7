// Begins a session for someone who has just proved that they may. It is always a new one: what the browser had does not count.
import { systemContext, type Tx, withTransaction } from '../platform/context.ts'
import { Unauthorized } from '../platform/errors.ts'
import type { Runtime } from '../platform/runtime.ts'
import { hashToken, newToken } from './domain/tokens.ts'
import { findOrCreateUser } from './find-or-create-user.ts'
import { findAccountPlace } from './find-place.ts'
import { sessionLifetimeMs } from './identify-session.ts'
import { type EntryMethod, insertSession } from './store/sessions.ts'
import type { UserRow } from './store/users.ts'
import { findDefaultWorkspaceRow } from './store/workspaces.ts'

export interface Visitor {
  displayName?: string | undefined
  userAgent?: string | undefined
  requestId?: string | undefined
  address?: string | undefined
}

/**
 * For whoever knows the shared password or has a login link. Returns the session's token. `check` runs in the same
 * transaction and throws when what was shown does not count any more, so that no session outlives a changed password and
 * no link opens two.
 */
export async function openSession(
  runtime: Runtime,
  visitor: Visitor,
  proof: { method: 'password' | 'link'; check(tx: Tx): Promise<void> },
): Promise<string> {
  const workspace = await findDefaultWorkspaceRow(runtime.database.kysely)
  if (!workspace) throw new Unauthorized('not_ready', 'The installation has no workspace yet.')
  return withTransaction(visitorContext(runtime, workspace.id, visitor), async (tx) => {
    await proof.check(tx)
    const user = await findOrCreateUser(tx, visitor.displayName)
    return beginSession(tx, { user, visitor, method: proof.method })
  })
}

/** For an account, in the workspace that it joined first. Throws Unauthorized when it belongs to none. */
export async function openAccountSession(
  runtime: Runtime,
  visitor: Visitor,
  proof: { userId: string; method: EntryMethod; check(tx: Tx): Promise<UserRow> },
): Promise<string> {
  const place = await findAccountPlace(runtime.database.kysely, proof.userId, null)
  if (!place) throw new Unauthorized('no_workspace', 'This account is no member of any workspace. Ask for an invitation.')
  return withTransaction(visitorContext(runtime, place.workspaceId, visitor), async (tx) => {
    const user = await proof.check(tx)
    return beginSession(tx, { user, visitor, method: proof.method })
  })
}

/** Stores the session in the workspace of the transaction, and tells the log. Returns its token. */
export async function beginSession(tx: Tx, by: { user: UserRow; visitor: Visitor; method: EntryMethod }): Promise<string> {
  const { user, visitor, method } = by
  const id = tx.newId('ses')
  const token = newToken('session')
  await insertSession(tx.db, {
    id,
    token_hash: hashToken(token),
    user_id: user.id,
    workspace_id: tx.workspaceId,
    created_at: tx.now,
    confirmed_at: tx.now,
    last_seen_at: tx.now,
    expires_at: new Date(tx.now.getTime() + sessionLifetimeMs),
    user_agent: visitor.userAgent?.slice(0, 300) ?? null,
    method,
  })
  tx.emit({
    type: 'session.created',
    subject: { type: 'session', id },
    actor: { type: 'person', id: user.id, name: user.display_name },
    payload: { method, shared_password: method === 'password' || method === 'link', address: visitor.address ?? null },
  })
  return token
}

/** Nobody's context yet: what happens in it is the system's doing until an event names its person. */
export function visitorContext(runtime: Runtime, workspaceId: string, visitor: Visitor) {
  return { ...systemContext(runtime, workspaceId), ...(visitor.requestId && { requestId: visitor.requestId }) }
}
