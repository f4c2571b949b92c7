// A person enters the password again: their own, or the shared one.
import { type Ctx, withTransaction } from '../platform/context.ts'
import { Unauthorized } from '../platform/errors.ts'
import { currentSession } from './current-session.ts'
import { verifyPassword } from './domain/password.ts'
import { confirmSession } from './store/sessions.ts'
import { findAccount } from './store/users.ts'
import { readPassword } from './stored-password.ts'

/** Throws Unauthorized `invalid_credentials` for a wrong one, `no_password` for whoever comes in through GitHub only. */
export async function confirmPassword(ctx: Ctx, password: string): Promise<void> {
  const session = currentSession(ctx)
  const hash = session.isShared ? (await readPassword(ctx.db))?.hash : (await findAccount(ctx.db, ctx.actor.id))?.password_hash
  if (!hash && !session.isShared)
    throw new Unauthorized('no_password', 'This account has no password. Log in through GitHub again instead.')
  if (!hash || !(await verifyPassword(password, hash))) throw new Unauthorized('invalid_credentials', 'The password is wrong.')
  await withTransaction(ctx, async (tx) => {
    await confirmSession(tx.db, session.id, tx.now)
    tx.emit({
      type: 'session.confirmed',
      subject: { type: 'session', id: session.id },
      payload: { shared_password: session.isShared },
    })
  })
}
