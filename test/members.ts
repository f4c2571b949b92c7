// People with accounts: members of a workspace with a role, and the sessions that they opened.
import { hashPassword } from '#src/access/domain/password.ts'
import { scopesOfRole } from '#src/access/domain/permissions.ts'
import { hashToken, newToken } from '#src/access/domain/tokens.ts'
import { sealCookie, sessionLifetimeMs } from '#src/access/identify-session.ts'
import { insertMember } from '#src/access/store/members.ts'
import { insertSession } from '#src/access/store/sessions.ts'
import { insertAccount } from '#src/access/store/users.ts'
import { type Ctx, type Role, systemContext } from '#src/platform/context.ts'
import { newId } from '#src/platform/ids.ts'
import type { Runtime } from '#src/platform/runtime.ts'

export interface TestMember {
  id: string
  email: string
  /** Theirs; hashed cheaply. */
  password: string
  /** As a caller with a fresh session. */
  person(): Ctx
  /** The `Cookie` header of a new session in the workspace. */
  cookie(): Promise<string>
}

let members = 0
const password = 'a password of one’s own'
const hash = hashPassword(password, { N: 1024, r: 8, p: 1 })

/** An account; with a role, a member of the workspace. */
export async function testMember(runtime: Runtime, workspaceId: string, role: Role | null): Promise<TestMember> {
  const { database, clock } = runtime
  const id = newId('usr')
  const email = `person${++members}@example.com`
  const name = `${role ?? 'Former'} ${members}`
  const row = { id, display_name: name, email, password_hash: await hash, created_at: clock.now() }
  await insertAccount(database.kysely, row)
  if (role) await joinWorkspace(runtime, { workspaceId, userId: id, role })
  return {
    id,
    email,
    password,
    person: () => ({
      ...systemContext(runtime, workspaceId, { type: 'person', id, name }),
      scopes: scopesOfRole(role ?? 'viewer'),
      ...(role && { role }),
      session: { id: 'ses_of_the_test', confirmedAt: clock.now(), expiresAt: clock.now(), isShared: false },
    }),
    cookie: () => openTestSession(runtime, { workspaceId, userId: id }),
  }
}

export async function joinWorkspace(
  runtime: Runtime,
  member: { workspaceId: string; userId: string; role: Role },
): Promise<void> {
  const { workspaceId, userId, role } = member
  const created_at = runtime.clock.now()
  await insertMember(runtime.database.kysely, { workspace_id: workspaceId, user_id: userId, role, created_at })
}

async function openTestSession(runtime: Runtime, owner: { workspaceId: string; userId: string }): Promise<string> {
  const token = newToken('session')
  const now = runtime.clock.now()
  await insertSession(runtime.database.kysely, {
    id: newId('ses'),
    token_hash: hashToken(token),
    user_id: owner.userId,
    workspace_id: owner.workspaceId,
    user_agent: 'test',
    created_at: now,
    confirmed_at: now,
    last_seen_at: now,
    expires_at: new Date(now.getTime() + sessionLifetimeMs),
    method: 'account',
  })
  return `dispatch_session=${sealCookie(runtime, token)}`
}
