// The ways in: the shared password, an account's password, and a one-time link from the terminal.
import { Unauthorized } from '../platform/errors.ts'
import type { Runtime } from '../platform/runtime.ts'
import { hashPassword, randomPassword, verifyPassword } from './domain/password.ts'
import { hashToken, isToken } from './domain/tokens.ts'
import { forgetInitialPassword } from './initial-password.ts'
import { openAccountSession, openSession, type Visitor } from './open-session.ts'
import { isSharedPasswordOn, shareIsSharedPasswordOn } from './shared-password-switch.ts'
import { useLoginLink } from './store/login-links.ts'
import { findAccountByEmail, lockAccount } from './store/users.ts'
import { readPassword, sharePassword } from './stored-password.ts'

/** The new session's token. Throws Unauthorized `invalid_credentials`, or `shared_password_off`. */
export async function logInWithPassword(runtime: Runtime, password: string, visitor: Visitor): Promise<string> {
  const db = runtime.database.kysely
  const stored = await readPassword(db)
  if (!stored || !(await verifyPassword(password, stored.hash))) throw wrongCredentials('The password is wrong.')
  // Only to whoever knows it: it is right, and yet opens nothing.
  if (!(await isSharedPasswordOn(db))) throw sharedPasswordOff()
  const token = await openSession(runtime, visitor, {
    method: 'password',
    check: async (tx) => {
      if ((await sharePassword(tx.db))?.hash !== stored.hash) throw wrongCredentials('The password was changed just now.')
      if (!(await shareIsSharedPasswordOn(tx.db))) throw sharedPasswordOff()
    },
  })
  await forgetInitialPassword(runtime.config.DISPATCH_DATA_DIR) // whoever typed it has read it
  return token
}

/** The new session's token. An unknown address costs as much time as a wrong password, and is answered the same. */
export async function logInWithAccount(
  runtime: Runtime,
  credentials: { email: string; password: string },
  visitor: Visitor,
): Promise<string> {
  const account = await findAccountByEmail(runtime.database.kysely, credentials.email)
  const hash = account?.password_hash ?? (await nobodysHash())
  const isRight = await verifyPassword(credentials.password, hash)
  if (!account?.password_hash || !isRight) throw wrongCredentials('The e-mail address or the password is wrong.')
  return openAccountSession(runtime, visitor, {
    userId: account.id,
    method: 'account',
    check: async (tx) => {
      const locked = await lockAccount(tx.db, account.id)
      if (locked?.password_hash !== hash) throw wrongCredentials('The password was changed just now.')
      return locked
    },
  })
}

/** The new session's token. A link works once and for 15 minutes, else Unauthorized `invalid_credentials`. */
export async function logInWithLink(runtime: Runtime, linkToken: string, visitor: Visitor): Promise<string> {
  const refusal = wrongCredentials(
    'This link was used before, is too old, or was never made. `npx dispatch login-link` makes a new one.',
  )
  if (!isToken('login_link', linkToken)) throw refusal
  return openSession(runtime, visitor, {
    method: 'link',
    check: async (tx) => {
      if (!(await useLoginLink(tx.db, hashToken(linkToken), tx.now))) throw refusal
    },
  })
}

export function wrongCredentials(detail: string): Unauthorized {
  return new Unauthorized('invalid_credentials', detail)
}

function sharedPasswordOff(): Unauthorized {
  return new Unauthorized('shared_password_off', 'The shared password is switched off. Log in with your e-mail address.')
}

let nobodys: Promise<string> | undefined

/** A hash that no password has, for addresses that nobody has. Made once, at the cost of the real ones. */
function nobodysHash(): Promise<string> {
  nobodys ??= hashPassword(randomPassword())
  return nobodys
}
