// A webhook's secret, shown once.
'use client'
import { Send } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { ShownOnceDialog } from '../../ui/shown-once-dialog.tsx'
import { toastDone, toastProblem } from '../../ui/toast.tsx'
import { useTestWebhook } from './webhook-queries.ts'

interface SecretDialogProps {
  webhookId: string
  secret: string
  /** Until when the one before is valid beside it. */
  previousUntil?: string | null
  onClose(): void
}

export function SecretDialog({ webhookId, secret, previousUntil, onClose }: SecretDialogProps) {
  const test = useTestWebhook(webhookId)
  return (
    <ShownOnceDialog
      title="The signing secret"
      description="Copy it now: it is stored encrypted and is never shown again. The receiver checks with it that a message is ours."
      text={secret}
      onClose={onClose}
      action={
        <Button
          icon={Send}
          className="mr-auto"
          busy={test.isPending}
          onClick={() =>
            test.mutate(undefined, {
              onSuccess: () => toastDone('A test message is on its way; its fate is under Deliveries.'),
              onError: (error) => toastProblem(error),
            })
          }
        >
          Send a test
        </Button>
      }
    >
      {previousUntil && (
        <p className="mt-3 text-ink-2">
          Until {new Date(previousUntil).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })} messages carry two
          signatures, one with the secret before: change the receiver over in that time.
        </p>
      )}
    </ShownOnceDialog>
  )
}
