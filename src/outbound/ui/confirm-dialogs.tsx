// What is asked before a secret changes or a subscriber goes.
'use client'
import { problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/error-state.tsx'
import { toastDone } from '../../ui/toast.tsx'
import { whenDone } from '../../ui/when-done.ts'
import { SecretDialog } from './secret-dialog.tsx'
import { useDeleteWebhook, useMakeAgentSecret, useRotateSecret, type Webhook } from './webhook-queries.ts'

interface ConfirmProps {
  webhook: Webhook
  onClose(): void
}

export function RotateSecretDialog({ webhook, onClose }: ConfirmProps) {
  const rotate = useRotateSecret(webhook.id)
  if (rotate.data) {
    const { secret, previous_secret_until } = rotate.data
    return <SecretDialog webhookId={webhook.id} secret={secret} previousUntil={previous_secret_until} onClose={onClose} />
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`A new secret for ${webhook.name}?`}
      description="The one in use stays valid for a day beside it, so that nothing is lost while the receiver changes over. One that was rotated out before ends now."
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button look="primary" busy={rotate.isPending} onClick={() => rotate.mutate()}>
            Make a new secret
          </Button>
        </>
      }
    >
      {rotate.error && <Notice>{problemText(rotate.error)}</Notice>}
    </Dialog>
  )
}

export function AgentSecretDialog({ webhook, agentId, onClose }: ConfirmProps & { agentId: string }) {
  const make = useMakeAgentSecret(agentId)
  if (make.data) return <SecretDialog webhookId={webhook.id} secret={make.data.secret} onClose={onClose} />
  const { has_secret: hasSecret } = webhook.agent ?? { has_secret: false }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={hasSecret ? `A new secret for ${webhook.name}?` : `A secret for ${webhook.name}`}
      description={`It signs what the agent is told and what the agent reports.${hasSecret ? ' The one in use stops working at once.' : ''}`}
      footer={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button look="primary" busy={make.isPending} onClick={() => make.mutate()}>
            Make a secret
          </Button>
        </>
      }
    >
      {make.error && <Notice>{problemText(make.error)}</Notice>}
    </Dialog>
  )
}

export function DeleteWebhookDialog({ webhook, onClose }: ConfirmProps) {
  const remove = useDeleteWebhook(webhook.id)
  const done = () => {
    toastDone(`${webhook.name} is told nothing any more.`)
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Delete ${webhook.name}?`}
      description={`It is told nothing any more${webhook.waiting > 0 ? `, and the ${webhook.waiting} messages that wait are given up` : ''}. Its secret and its log go with it.`}
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="danger" busy={remove.isPending} onClick={() => whenDone(remove.mutateAsync(undefined), done)}>
            Delete
          </Button>
        </>
      }
    >
      {remove.error && <Notice>{problemText(remove.error)}</Notice>}
    </Dialog>
  )
}
