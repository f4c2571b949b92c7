// A browser comes back from GitHub: it logs in, takes up an invitation, or adds the GitHub account to its own.
import { withTransaction } from '../platform/context.ts'
import { Conflict, databaseErrorOf, Unauthorized } from '../platform/errors.ts'
import type { Runtime } from '../platform/runtime.ts'
import { join, makeAccount, openInvitation } from './accept-invitation.ts'
import { type Journey, journeyPurpose, journeySchema } from './begin-github.ts'
import { ownPath } from './domain/safe-path.ts'
import { hashToken, isToken } from './domain/tokens.ts'
import { type GitHubAccount, identifyAtGitHub } from './github-provider.ts'
import { openAccountSession, type Visitor, visitorContext } from './open-session.ts'
import { findIdentity, findIdentityOf, insertIdentity, renameIdentity, takeOAuthAttempt } from './store/identities.ts'
import { isSessionLive } from './store/sessions.ts'
import { findAccountByEmail } from './store/users.ts'

export interface Arrival {
  parameters: URLSearchParams
  /** From the cookie that this browser got at its departure. */
  browserToken: string | undefined
}

export interface Ended {
  /** The new session's; undefined when an account was only added. */
  token: string | undefined
  /** The page of our own where it goes on. */
  next: string
}

/** A return counts once, and from one browser. */
export async function finishGitHub(runtime: Runtime, arrival: Arrival, visitor: Visitor): Promise<Ended> {
  const state = arrival.parameters.get('state') ?? ''
  const journey = await takeJourney(runtime, state, arrival.browserToken)
  const account = await identifyAtGitHub(runtime, { ...journey, state, parameters: arrival.parameters })
  const token = await carryOut(runtime, { account, purpose: journey.purpose, visitor })
  return { token, next: ownPath(journey.next ?? '/') ?? '/' }
}

interface Errand {
  account: GitHubAccount
  purpose: Journey['purpose']
  visitor: Visitor
}

async function carryOut(runtime: Runtime, { account, purpose, visitor }: Errand): Promise<string | undefined> {
  switch (purpose.kind) {
    case 'login':
      return logIn(runtime, account, visitor)
    case 'invitation':
      return accept(runtime, account, { ...visitor, displayName: purpose.displayName, token: purpose.token })
    case 'link':
      return link(runtime, { account, purpose, visitor })
  }
}

async function takeJourney(runtime: Runtime, state: string, browserToken: string | undefined): Promise<Journey> {
  const isOurs = isToken('oauth_state', state) && browserToken !== undefined && isToken('oauth_browser', browserToken)
  const sealed = isOurs
    ? await takeOAuthAttempt(runtime.database.kysely, {
        stateHash: hashToken(state),
        browserHash: hashToken(browserToken),
        now: runtime.clock.now(),
      })
    : undefined
  if (!sealed) throw new Unauthorized('invalid_state', 'This return from GitHub was not begun in this browser, or is too old.')
  return journeySchema.parse(JSON.parse(runtime.secrets.open(sealed, journeyPurpose)))
}

async function logIn(runtime: Runtime, account: GitHubAccount, visitor: Visitor): Promise<string> {
  const user = await findIdentity(runtime.database.kysely, account.subject)
  if (!user) throw new Unauthorized('no_account', 'Nobody here has this GitHub account. Ask for an invitation.')
  return openAccountSession(runtime, visitor, {
    userId: user.id,
    method: 'github',
    check: async (tx) => {
      await renameIdentity(tx.db, account.subject, account.login)
      return user
    },
  })
}

/** Somebody new gets an account under the invited address. A known address is never given to a GitHub account by this. */
async function accept(runtime: Runtime, account: GitHubAccount, visitor: Visitor & { token: string }): Promise<string> {
  const invitation = await openInvitation(runtime, visitor.token)
  const user = await findIdentity(runtime.database.kysely, account.subject)
  if (!user && (await findAccountByEmail(runtime.database.kysely, invitation.email)))
    throw new Conflict('account_exists', 'This address has an account. Log in with its password, then add GitHub to it.')
  return orTaken(
    join(runtime, {
      invitation,
      visitor,
      method: 'github',
      member: async (tx) => {
        if (user) return user
        const displayName = visitor.displayName ?? account.name?.slice(0, 80) ?? account.login.slice(0, 80)
        const made = await makeAccount(tx, { invitation, displayName, hash: null })
        await insertIdentity(tx.db, { subject: account.subject, user_id: made.id, login: account.login, created_at: tx.now })
        return made
      },
    }),
  )
}

async function link(
  runtime: Runtime,
  {
    account,
    purpose,
    visitor,
  }: { account: GitHubAccount; purpose: Extract<Journey['purpose'], { kind: 'link' }>; visitor: Visitor },
): Promise<undefined> {
  const { userId, workspaceId, sessionId } = purpose
  const now = runtime.clock.now()
  if (!(await isSessionLive(runtime.database.kysely, { id: sessionId, workspaceId, now })))
    throw new Unauthorized('session_ended', 'The session has ended. Log in again.')
  const work = withTransaction(visitorContext(runtime, workspaceId, visitor), async (tx) => {
    if (await findIdentityOf(tx.db, userId)) throw new Conflict('github_linked', 'Your account has a GitHub account already.')
    await insertIdentity(tx.db, { subject: account.subject, user_id: userId, login: account.login, created_at: tx.now })
    tx.emit({ type: 'account.github_linked', subject: { type: 'user', id: userId }, payload: { login: account.login } })
  })
  await orTaken(work)
}

async function orTaken<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    const constraint = databaseErrorOf(error)?.constraint
    if (constraint !== 'dispatch_identity_pkey' && constraint !== 'dispatch_identity_user') throw error
    throw new Conflict('github_taken', 'This GitHub account belongs to somebody here already.')
  }
}
