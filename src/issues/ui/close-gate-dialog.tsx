// An issue that came from an error is done by proof, or by a person's word: this asks for the word.
'use client'
import { useState } from 'react'
import { problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextAreaField } from '../../ui/field.tsx'

interface CloseGateDialogProps {
  identifier: string
  detail: string
  onClose(): void
  onReason(reason: string): Promise<void>
}

export function CloseGateDialog({ identifier, detail, onClose, onReason }: CloseGateDialogProps) {
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const submit = async () => {
    setBusy(true)
    await onReason(reason.trim()).catch((error: unknown) => setProblem(problemText(error)))
    setBusy(false)
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Close ${identifier} without proof?`}
      description={detail}
      footer={
        <>
          <Button onClick={onClose}>Leave it open</Button>
          <Button look="primary" busy={busy} disabled={reason.trim() === ''} onClick={() => void submit()}>
            Close with this reason
          </Button>
        </>
      }
    >
      <TextAreaField
        label="Reason"
        value={reason}
        maxLength={1000}
        autoFocus
        onChange={(event) => setReason(event.target.value)}
        problem={problem}
        hint="It is recorded with your name. For false alarms, move the issue to a canceled column instead."
      />
    </Dialog>
  )
}
