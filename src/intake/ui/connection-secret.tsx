// A connection's new secret, shown once, with what is to be done with it at the vendor.
'use client'
import { Copy } from 'lucide-react'
import { Button, IconButton } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ShownOnceDialog } from '../../ui/shown-once-dialog.tsx'
import { toastDone, toastProblem } from '../../ui/toast.tsx'
import type { VendorChoice } from './connection-form.ts'
import type { ConnectionWithSecret } from './connection-queries.ts'
import { nextSteps } from './connection-words.ts'

interface ConnectionSecretProps {
  connection: ConnectionWithSecret
  vendor: VendorChoice
  onClose(): void
}

export function ConnectionSecretDialog({ connection, vendor, onClose }: ConnectionSecretProps) {
  const { shown_secret: secret, secret: state } = connection
  const rest = (
    <div className="mt-3 flex flex-col gap-3 text-ink-2">
      <AddressLine address={connection.address} of={connection.name} />
      <p>{nextSteps[vendor]}</p>
      {state.old_valid && <p>{oldWords(state.old_valid_until)}</p>}
    </div>
  )
  if (secret)
    return (
      <ShownOnceDialog
        title={`The secret of ${connection.name}`}
        description="Copy it now: it is stored encrypted and is never shown again."
        text={secret}
        onClose={onClose}
      >
        {rest}
      </ShownOnceDialog>
    )
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={connection.name}
      footer={
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      {rest}
    </Dialog>
  )
}

function oldWords(until: string | null): string {
  if (until === null) return 'The secret before stays valid beside it until you retire it.'
  const time = new Date(until).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
  return `The secret before stays valid beside it until ${time}.`
}

export function AddressLine({ address, of }: { address: string; of: string }) {
  const full = address.startsWith('/') ? `${typeof window === 'undefined' ? '' : window.location.origin}${address}` : address
  const copy = () => navigator.clipboard.writeText(full).then(() => toastDone('Copied.'))
  return (
    <div className="flex items-center gap-1">
      <span className="min-w-0 select-all break-all font-mono text-meta" title={full}>
        {full}
      </span>
      <IconButton
        label={`Copy the address of ${of}`}
        icon={Copy}
        size={13}
        className="size-6"
        onClick={() =>
          void copy().catch(() => toastProblem(new Error('The browser did not allow to copy; select the text instead.')))
        }
      />
    </div>
  )
}
