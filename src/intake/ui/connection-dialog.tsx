// Adds or changes a connection.
'use client'
import { type ReactNode, useState } from 'react'
import { fieldProblem } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { ChoiceCards } from '../../ui/choice-cards.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/error-state.tsx'
import { TextField } from '../../ui/field.tsx'
import { toastDone } from '../../ui/toast.tsx'
import { bodyOf, type ConnectionEdit, editOf, emptyEdit, settingsOf, sourceOf, type VendorChoice } from './connection-form.ts'
import { type Connection, type ConnectionWithSecret, useChangeConnection, useCreateConnection } from './connection-queries.ts'
import { ConnectionSettings } from './connection-settings.tsx'
import { vendorChoices, vendorLooks } from './connection-words.ts'
import { settingsRefusal } from './settings-words.ts'

interface CreateProps {
  onClose(): void
  onCreated(created: ConnectionWithSecret, vendor: VendorChoice): void
}

export function CreateConnectionDialog({ onClose, onCreated }: CreateProps) {
  const [edit, setEdit] = useState(emptyEdit)
  const create = useCreateConnection()
  const named = { ...edit, name: edit.name.trim() || vendorLooks[edit.vendor].text }
  return (
    <FormDialog
      title="Connect a sender"
      submit={{ label: 'Connect', isBusy: create.isPending }}
      onSubmit={() => create.mutate(bodyOf(named), { onSuccess: (created) => onCreated(created, edit.vendor) })}
      onClose={onClose}
      edit={edit}
      onEdit={setEdit}
      error={create.error}
    >
      <ChoiceCards
        legend="Who"
        name="vendor"
        choices={vendorChoices}
        looks={vendorLooks}
        chosen={edit.vendor}
        onChoose={(vendor) => setEdit({ ...edit, vendor })}
      />
    </FormDialog>
  )
}

export function EditConnectionDialog({ connection, onClose }: { connection: Connection; onClose(): void }) {
  const [edit, setEdit] = useState(() => editOf(connection))
  const change = useChangeConnection(connection.id)
  const save = () =>
    change.mutate(
      { name: edit.name.trim(), settings: settingsOf(edit) },
      {
        onSuccess: () => {
          toastDone('Saved. It holds for the next delivery.')
          onClose()
        },
      },
    )
  return (
    <FormDialog
      title={connection.name}
      submit={{ label: 'Save', isBusy: change.isPending }}
      onSubmit={save}
      onClose={onClose}
      edit={edit}
      onEdit={setEdit}
      error={change.error}
    />
  )
}

interface FormDialogProps {
  title: string
  submit: { label: string; isBusy: boolean }
  onSubmit(): void
  onClose(): void
  edit: ConnectionEdit
  onEdit(edit: ConnectionEdit): void
  error: Error | null
  children?: ReactNode
}

function FormDialog({ title, submit, onSubmit, onClose, edit, onEdit, error, children }: FormDialogProps) {
  const isSignal = sourceOf(edit.vendor) === 'signal'
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      width={isSignal ? 'wide' : 'narrow'}
      footer={
        <Button look="primary" busy={submit.isBusy} onClick={onSubmit}>
          {submit.label}
        </Button>
      }
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          onSubmit()
        }}
      >
        {children}
        <TextField
          label="Name"
          maxLength={100}
          value={edit.name}
          placeholder={vendorLooks[edit.vendor].text}
          onChange={(event) => onEdit({ ...edit, name: event.target.value })}
          problem={fieldProblem(error, 'name')}
        />
        <ConnectionSettings edit={edit} onEdit={onEdit} error={error} />
        {error && <Notice>{settingsRefusal(error)}</Notice>}
        <button type="submit" hidden />
      </form>
    </Dialog>
  )
}
