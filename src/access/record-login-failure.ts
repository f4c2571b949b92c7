// A login that failed, for the audit trail: how and from where, never what was tried.
import { withTransaction } from '../platform/context.ts'
import type { Runtime } from '../platform/runtime.ts'
import { findAccountPlace } from './find-place.ts'
import { type Visitor, visitorContext } from './open-session.ts'
import { findAccountByEmail } from './store/users.ts'
import { findDefaultWorkspaceRow } from './store/workspaces.ts'

export interface LoginFailure {
  type: 'login.failed' | 'login.throttled'
  method: 'password' | 'account' | 'link' | 'github' | 'invitation' | 'reset' | 'confirmation'
  /** The problem's code. */
  reason: string
  /** The address that was tried: an account's failures stand where it works, all others in the default workspace. */
  email?: string | undefined
}

export async function recordLoginFailure(runtime: Runtime, visitor: Visitor, failure: LoginFailure): Promise<void> {
  const db = runtime.database.kysely
  const { type, method, reason, email } = failure
  const account = email === undefined ? undefined : await findAccountByEmail(db, email)
  const place = account && (await findAccountPlace(db, account.id, null))
  const workspaceId = place?.workspaceId ?? (await findDefaultWorkspaceRow(db))?.id
  if (!workspaceId) return
  await withTransaction(visitorContext(runtime, workspaceId, visitor), async (tx) => {
    const subject = place ? { type: 'user', id: account.id } : { type: 'login', id: method }
    tx.emit({ type, subject, payload: { method, reason, address: visitor.address ?? null } })
  })
}
