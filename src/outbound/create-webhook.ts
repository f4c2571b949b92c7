// Adds a subscriber: somebody who is told what happens in this workspace from now on.
import { authorize } from '../access/authorize.ts'
import { holdWorkspace } from '../access/hold-workspace.ts'
import { loadWorkspace } from '../access/load-workspace.ts'
import { requireFreshPassword } from '../access/require-fresh-password.ts'
import { newSigningSecret } from '../mcp/domain/standard-webhooks.ts'
import { type Ctx, withTransaction } from '../platform/context.ts'
import { Unprocessable } from '../platform/errors.ts'
import { refuseOneMore } from '../platform/limits.ts'
import { noticeTypes } from './domain/notice.ts'
import { targetPurpose, webhookSecretPurpose } from './domain/sealed.ts'
import type { OutboundPorts } from './ports.ts'
import { readWebhook } from './read-webhooks.ts'
import type { CreatedWebhook, CreateWebhook } from './schemas.ts'
import { lastSequence } from './store/fan-out.ts'
import { countWebhooks, insertWebhook } from './store/webhooks.ts'
import { targetOf } from './target-of.ts'

/** The secret is returned here and never again. @throws Invalid, Unprocessable, Conflict `limit_exceeded` */
export async function createWebhook(ctx: Ctx, ports: OutboundPorts, input: CreateWebhook): Promise<CreatedWebhook> {
  authorize(ctx, 'webhook.manage')
  requireFreshPassword(ctx)
  if (input.kind === 'slack_bot' && !input.bot_token) await refuseWithoutToken(ctx)
  const { shown, secret: address } = await targetOf(ctx, ports, input)
  const id = ctx.newId('whk')
  const { secrets } = ctx.system
  const signingSecret = input.kind === 'webhook' ? newSigningSecret() : null
  return withTransaction(ctx, async (tx) => {
    await holdWorkspace(tx)
    refuseOneMore('webhooks', await countWebhooks(tx.db, tx.workspaceId))
    const eventTypes = input.event_types ?? (input.kind === 'webhook' ? ['*'] : [...noticeTypes])
    await insertWebhook(tx.db, {
      id,
      workspace_id: tx.workspaceId,
      kind: input.kind,
      name: input.name,
      target: shown,
      sealed_target: address === null ? null : secrets.seal(address, targetPurpose(id)),
      sealed_secret: signingSecret && secrets.seal(signingSecret, webhookSecretPurpose(id)),
      since_seq: await lastSequence(tx.db, tx.workspaceId),
      event_types: eventTypes,
      enabled: input.enabled,
      created_by: tx.actor,
      created_at: tx.now,
    })
    const payload = { name: input.name, kind: input.kind, event_types: eventTypes }
    tx.emit({ type: 'webhook.created', subject: { type: 'webhook', id }, payload })
    return { ...(await readWebhook(tx, id)), secret: signingSecret }
  })
}

/** The installation's own token speaks for the default workspace alone. */
async function refuseWithoutToken(ctx: Ctx): Promise<void> {
  const { isDefault } = await loadWorkspace(ctx)
  if (isDefault && ctx.system.config.SLACK_BOT_TOKEN) return
  throw new Unprocessable(
    'slack_not_configured',
    isDefault
      ? 'Enter a bot token (bot_token), or set SLACK_BOT_TOKEN and restart the server.'
      : 'Enter a bot token (bot_token): SLACK_BOT_TOKEN is for the default workspace.',
  )
}
