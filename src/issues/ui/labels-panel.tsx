// The labels of the workspace: added, renamed, recoloured, deleted.
'use client'
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { OnlyFor } from '../../access/ui/guarded.tsx'
import { usePermission } from '../../access/ui/permission.ts'
import { problemText } from '../../ui/api-problem.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorState, Notice } from '../../ui/error-state.tsx'
import { TextField } from '../../ui/field.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { toastDone, toastProblem } from '../../ui/toast.tsx'
import { whenDone } from '../../ui/when-done.ts'
import { type Color, useCreateLabel, useDeleteLabel, useUpdateLabel } from './catalog-queries.ts'
import { ColorSelect } from './color-select.tsx'
import { useLabels } from './issue-queries.ts'
import type { Label } from './issue-types.ts'
import { NameInput } from './name-input.tsx'

export function LabelsPanel() {
  const labels = useLabels()
  if (labels.error && !labels.data) return <ErrorState error={labels.error} onRetry={() => void labels.refetch()} />
  if (!labels.data) return <Skeleton className="h-24" />
  return (
    <div className="flex flex-col gap-3">
      {labels.data.length === 0 && <p className="text-ink-2">No label yet. Labels group issues across columns.</p>}
      <ul aria-label="Labels" className="flex flex-col divide-y">
        {labels.data.map((label) => (
          <LabelRow key={label.id} label={label} />
        ))}
      </ul>
      <OnlyFor action="workspace.manage">
        <AddLabel />
      </OnlyFor>
    </div>
  )
}

function LabelRow({ label }: { label: Label }) {
  const manage = usePermission('workspace.manage').allowed
  const update = useUpdateLabel(label.id)
  const [deleting, setDeleting] = useState(false)
  const change = (body: Parameters<typeof update.mutate>[0]) =>
    update.mutate(body, { onError: (error) => toastProblem(error, `${label.name} was not changed`) })
  return (
    <li className="flex flex-wrap items-center gap-x-2 gap-y-1.5 py-1.5">
      <div className="min-w-36 flex-1">
        <NameInput
          label={`Name of the label ${label.name}`}
          value={label.name}
          disabled={!manage || update.isPending}
          onSave={(name) => change({ name })}
        />
      </div>
      <ColorSelect
        label={`Colour of ${label.name}`}
        value={label.color}
        disabled={!manage || update.isPending}
        onChange={(color) => change({ color })}
      />
      {manage && <IconButton label={`Delete ${label.name}`} icon={Trash2} onClick={() => setDeleting(true)} />}
      {deleting && <DeleteLabelDialog label={label} onClose={() => setDeleting(false)} />}
    </li>
  )
}

function AddLabel() {
  const [name, setName] = useState('')
  const [color, setColor] = useState<Color>('grey')
  const create = useCreateLabel()
  return (
    <form
      className="flex flex-wrap items-start gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        create.mutate({ name: name.trim(), color }, { onSuccess: () => setName('') })
      }}
    >
      <div className="min-w-40 flex-1">
        <TextField
          label="New label"
          maxLength={60}
          value={name}
          onChange={(event) => {
            create.reset()
            setName(event.target.value)
          }}
          problem={create.error ? problemText(create.error) : undefined}
        />
      </div>
      <span className="mt-5.5">
        <ColorSelect label="Colour of the new label" value={color} onChange={setColor} />
      </span>
      <Button type="submit" icon={Plus} className="mt-5 h-8" busy={create.isPending} disabled={name.trim() === ''}>
        Add
      </Button>
    </form>
  )
}

function DeleteLabelDialog({ label, onClose }: { label: Label; onClose(): void }) {
  const remove = useDeleteLabel(label.id)
  const go = () =>
    whenDone(remove.mutateAsync(undefined), () => {
      toastDone(`${label.name} is deleted.`)
      onClose()
    })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Delete the label ${label.name}?`}
      description="It is taken off every issue. The issues stay."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="danger" busy={remove.isPending} onClick={go}>
            Delete
          </Button>
        </>
      }
    >
      {remove.error && <Notice>{problemText(remove.error)}</Notice>}
    </Dialog>
  )
}
