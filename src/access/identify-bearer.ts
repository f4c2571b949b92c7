// Bearer tokens: API keys, the key from the environment, and the tokens of runs.
import type { Scope } from '../platform/context.ts'
import { Unauthorized } from '../platform/errors.ts'
import type { Runtime } from '../platform/runtime.ts'
import { clientAddress } from './domain/client-address.ts'
import { allScopes, expandScopes } from './domain/permissions.ts'
import { equalSecrets, hashToken, isToken } from './domain/tokens.ts'
import { identifyLocal } from './identify-local.ts'
import { type Identity, type IncomingRequest, touchIntervalMs } from './identity.ts'
import { noteKeyUse } from './note-key-use.ts'
import { findLiveApiKey, touchApiKey } from './store/api-keys.ts'
import { findLiveRunToken } from './store/run-tokens.ts'
import { findDefaultWorkspaceRow } from './store/workspaces.ts'

/** The id under which the key of the environment acts. */
export const environmentKeyId = 'key_environment'

const runScopes: ReadonlySet<Scope> = new Set<Scope>(['agent'])

/** Throws Unauthorized unless the header carries a token that is known now. */
export async function identifyBearer(runtime: Runtime, request: IncomingRequest, now: Date): Promise<Identity> {
  const token = bearerToken(request.headers.get('authorization'))
  if (token === undefined) throw new Unauthorized('unauthorized', 'Send the token as `Authorization: Bearer <token>`.')
  const identity =
    (await identifyEnvironmentKey(runtime, token)) ??
    (await identifyLocal(runtime, request, token)) ??
    (await identifyStored(runtime, token, now))
  if (!identity) throw new Unauthorized('invalid_token', 'This token is unknown, revoked or expired.')
  if (identity.actor.type === 'key') await noteKeyUse(runtime, identity, { ...from(request), now })
  return identity
}

/** The token of a bearer header; undefined for any other scheme. */
export function bearerToken(authorization: string | null): string | undefined {
  return /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1]
}

function from({ headers, remoteAddress, requestId }: IncomingRequest) {
  return { address: clientAddress(remoteAddress, headers.get('x-forwarded-for') ?? undefined), requestId }
}

async function identifyEnvironmentKey(runtime: Runtime, token: string): Promise<Identity | undefined> {
  const key = runtime.config.DISPATCH_API_KEY
  if (!key || !equalSecrets(key, token)) return undefined
  const workspace = await findDefaultWorkspaceRow(runtime.database.kysely)
  return (
    workspace && {
      actor: { type: 'key', id: environmentKeyId, name: 'DISPATCH_API_KEY' },
      scopes: allScopes,
      workspaceId: workspace.id,
    }
  )
}

async function identifyStored(runtime: Runtime, token: string, now: Date): Promise<Identity | undefined> {
  if (isToken('api_key', token)) return identifyApiKey(runtime, token, now)
  if (isToken('run_tools', token)) return identifyRun(runtime, token)
  return undefined
}

async function identifyApiKey(runtime: Runtime, token: string, now: Date): Promise<Identity | undefined> {
  const db = runtime.database.kysely
  const key = await findLiveApiKey(db, hashToken(token))
  if (!key) return undefined
  if (!key.last_used_at || now.getTime() - key.last_used_at.getTime() >= touchIntervalMs) await touchApiKey(db, key.id, now)
  return {
    actor: { type: 'key', id: key.id, name: key.name },
    scopes: expandScopes(toScopes(key.scopes)),
    workspaceId: key.workspace_id,
    ...(key.agent_id && { agentId: key.agent_id }),
  }
}

async function identifyRun(runtime: Runtime, token: string): Promise<Identity | undefined> {
  const run = await findLiveRunToken(runtime.database.kysely, hashToken(token), 'tools')
  return (
    run && {
      actor: { type: 'run', id: run.run_id, name: run.agent_name },
      scopes: runScopes,
      workspaceId: run.workspace_id,
      runIssueId: run.issue_id,
    }
  )
}

/** The column's check constraint admits scopes only. */
function toScopes(values: readonly string[]): Scope[] {
  return values as Scope[]
}
