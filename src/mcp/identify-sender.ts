// Who sends an agent's event: an agent by its signature, or a run or key by its token.
import { authenticateRequest } from '../access/authenticate.ts'
import { expandScopes, hasScope } from '../access/domain/permissions.ts'
import type { IncomingRequest } from '../access/identity.ts'
import { type Ctx, systemContext } from '../platform/context.ts'
import { AppError, Forbidden, Unauthorized, Unavailable } from '../platform/errors.ts'
import type { Runtime } from '../platform/runtime.ts'
import { secretPurpose } from './domain/agent-secret.ts'
import { verifySigned } from './domain/standard-webhooks.ts'
import { findSigningAgent, type SigningAgent } from './store/agents.ts'

/** A token decides where there is one. @throws Unauthorized, Forbidden */
export async function identifyByToken(runtime: Runtime, request: IncomingRequest): Promise<Ctx> {
  if (!request.headers.has('authorization')) {
    throw new Unauthorized(
      'unauthorized',
      'Send a run token or a key with the scope agent as a bearer token, or sign the event and name the agent in x-dispatch-agent.',
    )
  }
  const ctx = await authenticateRequest(runtime, request)
  if (!hasScope(ctx.scopes, ['agent'])) throw new Forbidden('missing_scope', 'This needs the scope agent.')
  return ctx
}

interface SignedEvent {
  agentId: string
  headers: Headers
  body: Uint8Array
}

/** Acts like a key that speaks for the agent. @throws Unavailable `integration_disabled`, AppError `invalid_signature` */
export async function identifyBySignature(runtime: Runtime, { agentId, headers, body }: SignedEvent): Promise<Ctx> {
  const agent = await findSigningAgent(runtime.database.kysely, agentId)
  if (!agent) throw invalidSignature('There is no such agent.')
  const signed = {
    id: headers.get('webhook-id'),
    timestamp: headers.get('webhook-timestamp'),
    signature: headers.get('webhook-signature'),
    body,
  }
  const verdict = verifySigned(signed, openSecret(runtime, agent), new Date())
  if (!verdict.ok) throw invalidSignature(sentences[verdict.reason])
  const actor = { type: 'key' as const, id: agent.id, name: agent.name }
  return { ...systemContext(runtime, agent.workspace_id, actor), scopes: expandScopes(['agent']), agentId: agent.id }
}

function openSecret(runtime: Runtime, agent: SigningAgent): string {
  if (agent.event_secret === null) {
    throw new Unavailable(
      'integration_disabled',
      'This agent has no secret yet. An admin makes one with POST /api/agents/<agent id>/secret.',
    )
  }
  return runtime.secrets.open(agent.event_secret, secretPurpose(agent.id))
}

const sentences = {
  missing_signature: 'The headers webhook-id, webhook-timestamp and webhook-signature are required.',
  stale_timestamp: 'webhook-timestamp is more than five minutes away from the clock of this server.',
  wrong_signature: "The signature does not belong to this body and this agent's secret.",
}

function invalidSignature(detail: string): AppError {
  return new AppError(401, 'Unauthorized', { code: 'invalid_signature', detail })
}
