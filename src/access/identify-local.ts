// The command line on this machine: whoever can read the data directory may do everything, as the token there proves.
import type { Runtime } from '../platform/runtime.ts'
import { isLoopbackAddress } from './domain/client-address.ts'
import { allScopes } from './domain/permissions.ts'
import { isToken } from './domain/tokens.ts'
import type { Identity, IncomingRequest } from './identity.ts'
import { isLocalAdministrator } from './local-administration.ts'
import { findDefaultWorkspaceRow } from './store/workspaces.ts'

/** The id under which the command line acts. */
export const localKeyId = 'key_local'

/** An admin of the default workspace; undefined for any other token, and for a request that was not made on this machine. */
export async function identifyLocal(runtime: Runtime, request: IncomingRequest, token: string): Promise<Identity | undefined> {
  if (!isToken('local_admin', token) || !isMadeHere(request) || !(await isLocalAdministrator(runtime, token))) return undefined
  const workspace = await findDefaultWorkspaceRow(runtime.database.kysely)
  return (
    workspace && {
      actor: { type: 'key', id: localKeyId, name: 'Command line' },
      scopes: allScopes,
      workspaceId: workspace.id,
    }
  )
}

/** Directly, and not through a proxy on this machine. */
export function isMadeHere({ headers, remoteAddress }: Pick<IncomingRequest, 'headers' | 'remoteAddress'>): boolean {
  return !headers.has('x-forwarded-for') && !headers.has('forwarded') && isLoopbackAddress(remoteAddress)
}
