// Who is told what happens here: programs, agents, Slack channels, people by e-mail.
'use client'
import { BellRing, Plus } from 'lucide-react'
import { useState } from 'react'
import { isProblem } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState, Notice } from '../../ui/error-state.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { toastDone } from '../../ui/toast.tsx'
import { SecretDialog } from './secret-dialog.tsx'
import { CreateWebhookDialog } from './webhook-dialog.tsx'
import { type CreatedWebhook, useWebhooks } from './webhook-queries.ts'
import { WebhookRow } from './webhook-row.tsx'

export function WebhooksPanel() {
  const webhooks = useWebhooks()
  const [creating, setCreating] = useState(false)
  const [created, setCreated] = useState<CreatedWebhook | null>(null)
  if (isProblem(webhooks.error) && webhooks.error.status === 403)
    return <Notice tone="info">Only admins see and change who is told.</Notice>
  if (webhooks.error && !webhooks.data) return <ErrorState error={webhooks.error} onRetry={() => void webhooks.refetch()} />
  if (!webhooks.data) return <Skeleton className="h-16" />
  const { items } = webhooks.data
  const finish = (webhook: CreatedWebhook) => {
    setCreating(false)
    if (webhook.secret) setCreated(webhook)
    else toastDone(`${webhook.name} is told from now on. Send a test to see whether it arrives.`)
  }
  return (
    <div className="flex flex-col gap-2">
      {items.length === 0 && (
        <p className="flex items-start gap-2 text-ink-2">
          <BellRing aria-hidden size={14} className="mt-0.5 shrink-0 text-ink-3" />
          Nobody is told yet. For example: a Slack channel that hears when a plan waits for review, or a program that follows
          every event.
        </p>
      )}
      <ul aria-label="Who is told" className="flex flex-col divide-y">
        {items.map((webhook) => (
          <WebhookRow key={webhook.id} webhook={webhook} />
        ))}
      </ul>
      <div>
        <Button icon={Plus} onClick={() => setCreating(true)}>
          Tell somebody
        </Button>
      </div>
      {creating && <CreateWebhookDialog onClose={() => setCreating(false)} onCreated={finish} />}
      {created?.secret && <SecretDialog webhookId={created.id} secret={created.secret} onClose={() => setCreated(null)} />}
    </div>
  )
}
