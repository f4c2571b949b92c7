// The first start and what whoever reads the data directory may do: the password, login links.
import { systemContext, type Tx, withTransaction } from '../platform/context.ts'
import { Conflict } from '../platform/errors.ts'
import type { Runtime } from '../platform/runtime.ts'
import { hashPassword, randomPassword, verifyPassword } from './domain/password.ts'
import { hashToken, newToken } from './domain/tokens.ts'
import { forgetInitialPassword, leaveInitialPassword } from './initial-password.ts'
import { ensurePrivateDirectory } from './private-file.ts'
import { storeSharedPasswordSwitch } from './shared-password-switch.ts'
import { expireLoginLinks, insertLoginLink } from './store/login-links.ts'
import { revokeSharedSessions } from './store/sessions.ts'
import { lockSetup } from './store/settings.ts'
import { findDefaultWorkspaceRow } from './store/workspaces.ts'
import { readPassword, type StoredPassword, writePassword } from './stored-password.ts'

const linkLifetimeMs = 15 * 60_000

/**
 * Makes sure there is a password; may run at every start, in several processes at once. DISPATCH_PASSWORD wins over the
 * stored one, and ends all sessions when it differs. Returns a random password only from the start that made it; without
 * a terminal to print it on, it waits in `initial-password` in the data directory.
 */
export async function ensureInstallation(
  runtime: Runtime,
  terminal: { isTty: boolean } = { isTty: process.stdout.isTTY === true },
): Promise<{ firstPassword?: string }> {
  await ensurePrivateDirectory(runtime.config.DISPATCH_DATA_DIR)
  const fromEnvironment = runtime.config.DISPATCH_PASSWORD
  if (fromEnvironment) {
    await adoptPassword(runtime, fromEnvironment)
    return {}
  }
  if (await readPassword(runtime.database.kysely)) return {}
  return makeFirstPassword(runtime, terminal)
}

async function adoptPassword(runtime: Runtime, password: string): Promise<void> {
  const stored = await readPassword(runtime.database.kysely)
  if (stored && (await verifyPassword(password, stored.hash))) return
  await replacePassword(runtime, { hash: await hashPassword(password), origin: 'environment' })
}

async function makeFirstPassword(runtime: Runtime, terminal: { isTty: boolean }): Promise<{ firstPassword?: string }> {
  const password = randomPassword()
  const hash = await hashPassword(password)
  return inSetup(runtime, async (tx) => {
    await lockSetup(tx.db)
    if (await readPassword(tx.db)) return {}
    // Before the commit: a password that nobody can read would lock everyone out.
    if (!terminal.isTty) await leaveInitialPassword(runtime.config.DISPATCH_DATA_DIR, password)
    await writePassword(tx.db, { hash, origin: 'first_start' }, tx.now)
    tellPassword(tx, 'first_start')
    return { firstPassword: password }
  })
}

/** A new random password, which is switched on again; all its sessions and login links end. Throws Conflict while DISPATCH_PASSWORD is set. */
export async function resetPassword(runtime: Runtime): Promise<{ password: string }> {
  if (runtime.config.DISPATCH_PASSWORD) {
    throw new Conflict('set_by_environment', 'DISPATCH_PASSWORD sets the password. Change it there and restart.')
  }
  const password = randomPassword()
  await replacePassword(runtime, { hash: await hashPassword(password), origin: 'reset' })
  await forgetInitialPassword(runtime.config.DISPATCH_DATA_DIR)
  return { password }
}

async function replacePassword(runtime: Runtime, password: StoredPassword): Promise<void> {
  await inSetup(runtime, async (tx) => {
    await writePassword(tx.db, password, tx.now)
    await expireLoginLinks(tx.db, tx.now)
    if (password.origin === 'reset') await storeSharedPasswordSwitch(tx.db, true, tx.now)
    const revoked = await revokeSharedSessions(tx.db, tx.now)
    tellPassword(tx, password.origin)
    for (const id of revoked)
      tx.emit({ type: 'session.revoked', subject: { type: 'session', id }, payload: { reason: 'password_changed' } })
  })
}

function tellPassword(tx: Tx, origin: StoredPassword['origin']): void {
  tx.emit({ type: 'account.shared_password', payload: { password: origin } })
}

/** A link that logs in once within 15 minutes; the token stands in the fragment, which no server and no log sees. */
export async function createLoginLink(runtime: Runtime, origin = ownOrigin(runtime)): Promise<{ url: string; expiresAt: Date }> {
  const token = newToken('login_link')
  const expiresAt = await inSetup(runtime, async (tx) => {
    const until = new Date(tx.now.getTime() + linkLifetimeMs)
    await insertLoginLink(tx.db, { token_hash: hashToken(token), created_at: tx.now, expires_at: until })
    const subject = { type: 'login', id: 'link' }
    tx.emit({ type: 'login.link_created', subject, payload: { expires_at: until.toISOString() } })
    return until
  })
  return { url: `${origin}/login#token=${token}`, expiresAt }
}

function ownOrigin({ config }: Runtime): string {
  return config.DISPATCH_PUBLIC_URL ?? `http://127.0.0.1:${config.PORT}`
}

/** Before the first workspace there is no log to write events to. */
async function inSetup<T>(runtime: Runtime, body: (tx: Tx) => Promise<T>): Promise<T> {
  const workspace = await findDefaultWorkspaceRow(runtime.database.kysely)
  const ctx = systemContext(runtime, workspace?.id ?? 'none')
  return withTransaction(ctx, (tx) => body(workspace ? tx : { ...tx, emit: () => {} }))
}
