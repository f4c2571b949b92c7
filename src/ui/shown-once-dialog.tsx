// A link, key or secret that is shown this once, to be copied by whoever made it.
'use client'
import { Copy } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { toastDone, toastProblem } from './toast.tsx'

interface ShownOnceDialogProps {
  title: string
  description: string
  text: string
  /** What else can be done with it, beside the button that closes. */
  action?: ReactNode
  children?: ReactNode
  onClose(): void
}

export function ShownOnceDialog({ title, description, text, action, children, onClose }: ShownOnceDialogProps) {
  const copy = () => navigator.clipboard.writeText(text).then(() => toastDone('Copied.'))
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={description}
      footer={
        <>
          {action}
          <Button look="primary" onClick={onClose}>
            I have it
          </Button>
        </>
      }
    >
      <div className="flex items-center gap-2">
        <output className="min-w-0 flex-1 select-all break-all rounded-md border bg-panel px-2.5 py-2 font-mono text-meta">
          {text}
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
