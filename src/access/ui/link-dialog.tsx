// A link that is shown once, to be sent by whoever made it.
'use client'
import { Copy } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { toastDone, toastProblem } from '../../ui/toast.tsx'

interface LinkDialogProps {
  title: string
  description: string
  url: string
  children?: ReactNode
  onClose(): void
}

export function LinkDialog({ title, description, url, children, onClose }: LinkDialogProps) {
  const copy = () => navigator.clipboard.writeText(url).then(() => toastDone('Copied.'))
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={description}
      footer={
        <Button look="primary" onClick={onClose}>
          I have it
        </Button>
      }
    >
      <div className="flex items-center gap-2">
        <output className="min-w-0 flex-1 select-all break-all rounded-md border bg-panel px-2.5 py-2 font-mono text-meta">
          {url}
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
      {children}
    </Dialog>
  )
}
