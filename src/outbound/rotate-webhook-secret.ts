// Gives a webhook a new secret. The one before signs beside it for a day, so that the receiver can change over.
import { authorize } from '../access/authorize.ts'
import { requireFreshPassword } from '../access/require-fresh-password.ts'
import { newSigningSecret } from '../mcp/domain/standard-webhooks.ts'
import { type Ctx, withTransaction } from '../platform/context.ts'
import { Unprocessable } from '../platform/errors.ts'
import { previousSecretPurpose, webhookSecretPurpose } from './domain/sealed.ts'
import { loadOwn } from './read-webhooks.ts'
import type { WebhookSecret } from './schemas.ts'
import { changeWebhook } from './store/webhooks.ts'

const previousForMs = 86_400_000

/** The secret is returned here and never again. @throws NotFound, Unprocessable for kinds that sign nothing */
export async function rotateWebhookSecret(ctx: Ctx, id: string): Promise<WebhookSecret> {
  authorize(ctx, 'webhook.manage')
  requireFreshPassword(ctx)
  const { secrets } = ctx.system
  return withTransaction(ctx, async (tx) => {
    const { kind, sealed_secret: sealed, name } = await loadOwn(tx, id)
    if (kind !== 'webhook' || sealed === null) throw notSigned(kind)
    const secret = newSigningSecret()
    const until = new Date(tx.now.getTime() + previousForMs)
    await changeWebhook(tx.db, id, {
      sealed_secret: secrets.seal(secret, webhookSecretPurpose(id)),
      sealed_previous_secret: secrets.seal(secrets.open(sealed, webhookSecretPurpose(id)), previousSecretPurpose(id)),
      previous_secret_until: until,
      updated_at: tx.now,
    })
    tx.emit({
      type: 'webhook.secret_rotated',
      subject: { type: 'webhook', id },
      payload: { name, previous_until: until.toISOString() },
    })
    return { secret, previous_secret_until: until.toISOString() }
  })
}

function notSigned(kind: string): Unprocessable {
  return kind === 'agent'
    ? new Unprocessable(
        'belongs_to_agent',
        "It is signed with the agent's secret: POST /api/agents/<agent id>/secret makes a new one.",
      )
    : new Unprocessable('not_signed', 'Only webhooks are signed.')
}
