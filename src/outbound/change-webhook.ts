// Changes a subscriber; switching it on again also forgets why it was off and lets go what waits.
import { authorize } from '../access/authorize.ts'
import { requireFreshPassword } from '../access/require-fresh-password.ts'
import { type Ctx, withTransaction } from '../platform/context.ts'
import { Invalid, NotFound } from '../platform/errors.ts'
import { targetPurpose } from './domain/sealed.ts'
import type { OutboundPorts } from './ports.ts'
import { loadOwn, readWebhook } from './read-webhooks.ts'
import { misfits, type UpdateWebhook, type Webhook } from './schemas.ts'
import { restartWaiting } from './store/deliveries.ts'
import { changeWebhook as changeRow, type WebhookChanges, type WebhookRow } from './store/webhooks.ts'
import { type Target, targetOf } from './target-of.ts'

/** @throws NotFound, Invalid */
export async function changeWebhook(
  ctx: Ctx,
  ports: OutboundPorts,
  change: { id: string; changes: UpdateWebhook },
): Promise<Webhook> {
  authorize(ctx, 'webhook.manage')
  const { id, changes } = change
  const before = await loadOwn(ctx, id)
  const wrong = misfits(before.kind, changes)
  if (wrong.length > 0) throw new Invalid(wrong)
  const target = await newTarget(ctx, ports, { before, changes })
  return withTransaction(ctx, async (tx) => {
    const columns: WebhookChanges = {
      updated_at: tx.now,
      ...(changes.name !== undefined && { name: changes.name }),
      ...(changes.event_types !== undefined && { event_types: changes.event_types }),
      ...(changes.enabled !== undefined && {
        enabled: changes.enabled,
        disabled_reason: null,
        disabled_detail: null,
        disabled_at: null,
      }),
      ...(target && { target: target.shown }),
      ...(target?.secret && { sealed_target: tx.system.secrets.seal(target.secret, targetPurpose(id)) }),
    }
    if (!(await changeRow(tx.db, id, columns))) throw new NotFound('webhook', id)
    if (changes.enabled && !before.enabled) await restartWaiting(tx.db, id)
    tx.emit({
      type: 'webhook.updated',
      subject: { type: 'webhook', id },
      payload: { name: before.name, changes: named(before, columns) },
    })
    return readWebhook(tx, id)
  })
}

/** Undefined when the address stays. A new one could carry everything elsewhere: the password is asked for again. */
async function newTarget(
  ctx: Ctx,
  ports: OutboundPorts,
  { before, changes }: { before: WebhookRow; changes: UpdateWebhook },
): Promise<Target | undefined> {
  const { url, channel, bot_token, to } = changes
  if (url === undefined && channel === undefined && bot_token === undefined && to === undefined) return undefined
  requireFreshPassword(ctx)
  return targetOf(ctx, ports, { kind: before.kind, url, channel: channel ?? before.target ?? '', bot_token, to })
}

/** As `{field: [old, new]}`; an address only says that it changed: events have more readers, and tokens stand in addresses. */
function named(before: WebhookRow, columns: WebhookChanges): Record<string, [unknown, unknown]> {
  const shown = ['name', 'event_types', 'enabled'] as const
  const changed = shown.filter((field) => columns[field] !== undefined && String(columns[field]) !== String(before[field]))
  return {
    ...Object.fromEntries(changed.map((field) => [field, [before[field], columns[field]]])),
    ...((columns.target !== undefined || columns.sealed_target) && { address: ['hidden', 'hidden'] }),
  }
}
