// Sends a browser to GitHub. What it is for travels sealed, and only the browser that began can come back with it.
import { z } from 'zod'
import type { Ctx } from '../platform/context.ts'
import { Conflict } from '../platform/errors.ts'
import type { Runtime } from '../platform/runtime.ts'
import { openInvitation } from './accept-invitation.ts'
import { hashToken, newToken } from './domain/tokens.ts'
import { githubAuthorizeUrl } from './github-provider.ts'
import { insertOAuthAttempt } from './store/identities.ts'

export const journeyLifetimeMs = 10 * 60_000
/** Binds the seal of a journey to its use. */
export const journeyPurpose = 'github journey'

export const journeySchema = z.object({
  verifier: z.string(),
  redirectUri: z.string(),
  /** Where it ends; judged again then. */
  next: z.string().optional(),
  purpose: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('login') }),
    z.object({ kind: z.literal('invitation'), token: z.string(), displayName: z.string().optional() }),
    z.object({ kind: z.literal('link'), sessionId: z.string(), userId: z.string(), workspaceId: z.string() }),
  ]),
})
export type Journey = z.infer<typeof journeySchema>

export interface Departure {
  /** Where the browser goes now. */
  url: string
  /** For a cookie of this browser. */
  browserToken: string
}

/** Throws Conflict while GitHub is not configured, Unauthorized for an invitation that is not open. */
export async function beginGitHub(
  runtime: Runtime,
  { origin, purpose, next }: { origin: string } & Pick<Journey, 'purpose' | 'next'>,
): Promise<Departure> {
  if (purpose.kind === 'invitation') await openInvitation(runtime, purpose.token)
  const [state, browserToken, verifier] = [newToken('oauth_state'), newToken('oauth_browser'), newToken('oauth_state')]
  const redirectUri = `${origin}/api/auth/github/callback`
  const url = await githubAuthorizeUrl(runtime.config, { redirectUri, state, verifier })
  const now = runtime.clock.now()
  const journey: Journey = { verifier, redirectUri, next, purpose }
  await insertOAuthAttempt(runtime.database.kysely, {
    state_hash: hashToken(state),
    browser_hash: hashToken(browserToken),
    sealed: runtime.secrets.seal(JSON.stringify(journey), journeyPurpose),
    created_at: now,
    expires_at: new Date(now.getTime() + journeyLifetimeMs),
  })
  return { url, browserToken }
}

/** To add a GitHub account to one's own. Throws Conflict for the shared password, which is nobody's account. */
export function linkPurpose(ctx: Ctx): Journey['purpose'] {
  if (ctx.session?.isShared !== false) throw new Conflict('account_needed', 'Log in with an account of your own first.')
  return { kind: 'link', sessionId: ctx.session.id, userId: ctx.actor.id, workspaceId: ctx.workspaceId }
}
