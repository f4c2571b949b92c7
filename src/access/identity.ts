// What a token or cookie proves about its bearer.
import type { Actor, Role, Scope, SessionFacts } from '../platform/context.ts'

/** A request as far as its caller goes. */
export interface IncomingRequest {
  method: string
  /** Without the query. */
  path: string
  headers: Headers
  remoteAddress?: string | undefined
  requestId?: string | undefined
}

export interface Identity {
  actor: Actor
  scopes: ReadonlySet<Scope>
  workspaceId: string
  /** Of a person. */
  role?: Role
  runIssueId?: string
  /** The agent that a key speaks for. */
  agentId?: string
  session?: SessionFacts
}

/** Uses are recorded at most this often, so that reading stays reading. */
export const touchIntervalMs = 60_000
