// Takes up an invitation: a new account with a password, or the account that somebody proves to have.
import type { Ctx, Tx } from '../platform/context.ts'
import { withTransaction } from '../platform/context.ts'
import { Conflict, databaseErrorOf, Unauthorized } from '../platform/errors.ts'
import type { Runtime } from '../platform/runtime.ts'
import { hashPassword, verifyPassword } from './domain/password.ts'
import { hashToken, isToken } from './domain/tokens.ts'
import { wrongCredentials } from './log-in.ts'
import { beginSession, type Visitor, visitorContext } from './open-session.ts'
import { closeInvitation, findOpenInvitation, lockOpenInvitation, type OpenInvitation } from './store/invitations.ts'
import { insertMember } from './store/members.ts'
import type { EntryMethod } from './store/sessions.ts'
import { type AccountRow, findAccountByEmail, insertAccount, lockAccount, type UserRow } from './store/users.ts'

/** What the link opens, and whether its address has an account already. Throws Unauthorized `invalid_invitation`. */
export async function readInvitation(runtime: Runtime, token: string) {
  const invitation = await openInvitation(runtime, token)
  const account = await findAccountByEmail(runtime.database.kysely, invitation.email)
  return { ...invitation, account }
}

/**
 * Returns the new session's token. A new address gets an account with this password; a known one must show the password
 * that it has, since an invitation proves nobody's account.
 */
export async function acceptWithPassword(
  runtime: Runtime,
  input: { token: string; password: string },
  visitor: Visitor,
): Promise<string> {
  const { account, ...invitation } = await readInvitation(runtime, input.token)
  if (account) {
    if (!account.password_hash) throw githubOnly()
    if (!(await verifyPassword(input.password, account.password_hash)))
      throw wrongCredentials('This address has an account already, and its password is another one.')
    return join(runtime, { invitation, visitor, method: 'invitation', member: (tx) => sameAccount(tx, account) })
  }
  const hash = await hashPassword(input.password)
  const member = (tx: Tx) => makeAccount(tx, { invitation, displayName: visitor.displayName, hash })
  return join(runtime, { invitation, visitor, method: 'invitation', member })
}

/** For somebody who is logged in with an account: whoever was invited, they take it up as who they are. */
export async function acceptAsCaller(ctx: Ctx, token: string): Promise<void> {
  if (ctx.session?.isShared !== false)
    throw new Conflict('account_needed', 'The shared password is no account. Log out, then set a password of your own.')
  const invitation = await openInvitation(ctx.system, token)
  await withTransaction({ ...ctx, workspaceId: invitation.workspace_id }, async (tx) => {
    await takeUp(tx, invitation, { id: tx.actor.id, display_name: tx.actor.name })
  })
}

export interface Joining {
  invitation: OpenInvitation
  visitor: Visitor
  method: EntryMethod
  member(tx: Tx): Promise<UserRow>
}

/** One transaction: the invitation is used up, the person a member, their session open. Returns its token. */
export async function join(runtime: Runtime, { invitation, visitor, method, member }: Joining): Promise<string> {
  try {
    return await withTransaction(visitorContext(runtime, invitation.workspace_id, visitor), async (tx) => {
      if (!(await lockOpenInvitation(tx.db, invitation.id, tx.now))) throw invalidInvitation()
      const user = await member(tx)
      await takeUp(tx, invitation, user)
      return beginSession(tx, { user, visitor, method })
    })
  } catch (error) {
    if (databaseErrorOf(error)?.constraint !== 'dispatch_user_email') throw error
    throw new Conflict('account_exists', 'This address got an account in the same moment. Open the link again.')
  }
}

async function takeUp(tx: Tx, invitation: OpenInvitation, user: UserRow): Promise<void> {
  if (!(await lockOpenInvitation(tx.db, invitation.id, tx.now))) throw invalidInvitation()
  await closeInvitation(tx.db, invitation.id, { by: user.id, now: tx.now })
  const row = { workspace_id: tx.workspaceId, user_id: user.id, role: invitation.role, created_at: tx.now }
  const isNew = await insertMember(tx.db, row)
  const actor = { type: 'person' as const, id: user.id, name: user.display_name }
  const subject = { type: 'invitation', id: invitation.id }
  tx.emit({ type: 'invitation.accepted', subject, actor, payload: { email: invitation.email, role: invitation.role } })
  if (!isNew) return
  tx.emit({
    type: 'member.added',
    subject: { type: 'user', id: user.id },
    actor,
    payload: { name: user.display_name, role: row.role },
  })
}

/** Its name is what they call themselves, else what stands before the @. */
export async function makeAccount(
  tx: Tx,
  { invitation, displayName, hash }: { invitation: OpenInvitation; displayName: string | undefined; hash: string | null },
): Promise<UserRow> {
  const name = displayName ?? invitation.email.slice(0, invitation.email.indexOf('@')).slice(0, 80)
  const user = { id: tx.newId('usr'), display_name: name }
  await insertAccount(tx.db, { ...user, email: invitation.email, password_hash: hash, created_at: tx.now })
  return user
}

async function sameAccount(tx: Tx, shown: AccountRow): Promise<UserRow> {
  const locked = await lockAccount(tx.db, shown.id)
  if (!locked || locked.password_hash !== shown.password_hash) throw wrongCredentials('The password was changed just now.')
  return locked
}

export async function openInvitation(runtime: Runtime, token: string): Promise<OpenInvitation> {
  const found = isToken('invitation', token)
    ? await findOpenInvitation(runtime.database.kysely, hashToken(token), runtime.clock.now())
    : undefined
  if (!found) throw invalidInvitation()
  return found
}

function invalidInvitation(): Unauthorized {
  return new Unauthorized('invalid_invitation', 'This invitation was used, revoked or is too old. Ask for another one.')
}

function githubOnly(): Conflict {
  return new Conflict('use_github', 'This address has an account without a password. Go on with GitHub.')
}
