// Gives an agent that runs elsewhere the secret with which it signs what it reports. The one before stops working.
import { authorize } from '../access/authorize.ts'
import { requireFreshPassword } from '../access/require-fresh-password.ts'
import { type Ctx, withTransaction } from '../platform/context.ts'
import { NotFound } from '../platform/errors.ts'
import { secretPurpose } from './domain/agent-secret.ts'
import { newSigningSecret } from './domain/standard-webhooks.ts'
import { storeAgentSecret } from './store/agents.ts'

/** The secret, which is shown only now. @throws NotFound */
export async function rotateAgentSecret(ctx: Ctx, agentId: string): Promise<string> {
  authorize(ctx, 'agent.manage')
  requireFreshPassword(ctx)
  const secret = newSigningSecret()
  const sealed = ctx.system.secrets.seal(secret, secretPurpose(agentId))
  await withTransaction(ctx, async (tx) => {
    const agent = await storeAgentSecret(tx.db, { workspaceId: tx.workspaceId, agentId, sealed })
    if (!agent) throw new NotFound('agent', agentId)
    tx.emit({
      type: 'agent.updated',
      subject: { type: 'agent', id: agentId },
      payload: { changes: { event_secret: ['hidden', 'hidden'] } },
    })
  })
  return secret
}
