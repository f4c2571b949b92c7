// A webhook's secret, shown once.
'use client'
import { Copy, Send } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
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
  const copy = () => navigator.clipboard.writeText(secret).then(() => toastDone('Copied.'))
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="The signing secret"
      description="Copy it now: it is stored encrypted and is never shown again. The receiver checks with it that a message is ours."
      footer={
        <>
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
          <Button look="primary" onClick={onClose}>
            I have it
          </Button>
        </>
      }
    >
      <div className="flex items-center gap-2">
        <output className="min-w-0 flex-1 select-all break-all rounded-md border bg-panel px-2.5 py-2 font-mono text-meta">
          {secret}
        </output>
        <Button
          icon={Copy}
          onClick={() =>
            void copy().catch(() => toastProblem(new Error('The browser did not allow to copy; select the text instead.')))
          }
        >
          Copy
        </Button>
      </div>
      {previousUntil && (
        <p className="mt-3 text-ink-2">
          Until {new Date(previousUntil).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })} messages carry two
          signatures, one with the secret before: change the receiver over in that time.
        </p>
      )}
    </Dialog>
  )
}
