// Saving a view under a name, renaming it, and asking before it goes.
'use client'
import { useState } from 'react'
import { fieldProblem, problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/error-state.tsx'
import { CheckField, TextField } from '../../ui/field.tsx'
import { useDeleteView, useSaveView, type View, type ViewBody } from './view-queries.ts'

interface SaveViewDialogProps {
  title: string
  /** Null: it is saved anew. */
  id: string | null
  name: string
  /** Null: not asked about. */
  isShared: boolean | null
  /** What is kept besides the name. */
  body: ViewBody
  onClose(): void
  onSaved(view: View): void
}

export function SaveViewDialog({ title, id, name: firstName, isShared, body, onClose, onSaved }: SaveViewDialogProps) {
  const [name, setName] = useState(firstName)
  const [shared, setShared] = useState(isShared ?? false)
  const save = useSaveView()
  const submit = () =>
    save.mutate(
      { id, body: { ...body, name: name.trim(), ...(isShared !== null && { is_shared: shared }) } },
      { onSuccess: onSaved },
    )
  const named = fieldProblem(save.error, 'name')
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" busy={save.isPending} disabled={name.trim() === ''} onClick={submit}>
            Save
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim() !== '') submit()
        }}
      >
        <TextField
          label="Name"
          value={name}
          maxLength={60}
          autoFocus
          onChange={(event) => setName(event.target.value)}
          problem={named}
        />
        {isShared !== null && (
          <CheckField
            label="Share with everyone in this workspace"
            hint="Otherwise only you see it."
            checked={shared}
            onChange={setShared}
          />
        )}
        {save.error && !named && <Notice>{problemText(save.error)}</Notice>}
      </form>
    </Dialog>
  )
}

export function DeleteViewDialog({ view, onClose, onDeleted }: { view: View; onClose(): void; onDeleted(): void }) {
  const remove = useDeleteView()
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Delete the view “${view.name}”?`}
      description={
        view.is_shared ? 'Everyone in this workspace loses it. The issues stay as they are.' : 'The issues stay as they are.'
      }
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate(view.id, { onSuccess: onDeleted })}>
            Delete
          </Button>
        </>
      }
    >
      {remove.error && <Notice>{problemText(remove.error)}</Notice>}
    </Dialog>
  )
}
