// The two ways in: the password, and a one-time link from the terminal.
import { Unauthorized } from '../platform/errors.ts'
import type { Runtime } from '../platform/runtime.ts'
import { verifyPassword } from './domain/password.ts'
import { hashToken, isToken } from './domain/tokens.ts'
import { forgetInitialPassword } from './initial-password.ts'
import { openSession, type Visitor } from './open-session.ts'
import { useLoginLink } from './store/login-links.ts'
import { readPassword, sharePassword } from './stored-password.ts'

/** The new session's token. Throws Unauthorized `invalid_credentials`. */
export async function logInWithPassword(runtime: Runtime, password: string, visitor: Visitor): Promise<string> {
  const stored = await readPassword(runtime.database.kysely)
  if (!stored || !(await verifyPassword(password, stored.hash))) throw wrongCredentials('The password is wrong.')
  const token = await openSession(runtime, visitor, {
    method: 'password',
    check: async (tx) => {
      if ((await sharePassword(tx.db))?.hash !== stored.hash) throw wrongCredentials('The password was changed just now.')
    },
  })
  await forgetInitialPassword(runtime.config.DISPATCH_DATA_DIR) // whoever typed it has read it
  return token
}

/** The new session's token. A link works once and for 15 minutes, else Unauthorized `invalid_credentials`. */
export async function logInWithLink(runtime: Runtime, linkToken: string, visitor: Visitor): Promise<string> {
  const refusal = wrongCredentials(
    'This link was used before, is too old, or was never made. `dispatch login-link` makes a new one.',
  )
  if (!isToken('login_link', linkToken)) throw refusal
  return openSession(runtime, visitor, {
    method: 'link',
    check: async (tx) => {
      if (!(await useLoginLink(tx.db, hashToken(linkToken), tx.now))) throw refusal
    },
  })
}

function wrongCredentials(detail: string): Unauthorized {
  return new Unauthorized('invalid_credentials', detail)
}
