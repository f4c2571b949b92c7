// A person enters the password again.
import type { Ctx } from '../platform/context.ts'
import { Unauthorized } from '../platform/errors.ts'
import { currentSession } from './current-session.ts'
import { verifyPassword } from './domain/password.ts'
import { confirmSession } from './store/sessions.ts'
import { readPassword } from './stored-password.ts'

/** Throws Unauthorized `invalid_credentials` for a wrong one. */
export async function confirmPassword(ctx: Ctx, password: string): Promise<void> {
  const session = currentSession(ctx)
  const stored = await readPassword(ctx.db)
  if (!stored || !(await verifyPassword(password, stored.hash)))
    throw new Unauthorized('invalid_credentials', 'The password is wrong.')
  await confirmSession(ctx.db, session.id, ctx.now)
}
