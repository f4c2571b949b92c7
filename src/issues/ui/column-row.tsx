// One column in the settings: renamed and recoloured in place, moved by arrows, deleted with a target for what is inside.
'use client'
import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { usePermission } from '../../access/ui/permission.ts'
import { isProblem, problemText } from '../../ui/api-problem.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/error-state.tsx'
import { SelectField } from '../../ui/field.tsx'
import { toastDone, toastProblem } from '../../ui/toast.tsx'
import { whenDone } from '../../ui/when-done.ts'
import { useDeleteStatus, useUpdateStatus } from './catalog-queries.ts'
import { categoryText } from './category-text.ts'
import { ColorSelect } from './color-select.tsx'
import type { Status } from './issue-types.ts'
import { NameInput } from './name-input.tsx'
import { StatusGlyph } from './status-glyph.tsx'

interface ColumnRowProps {
  status: Status
  index: number
  columns: readonly Status[]
}

export function ColumnRow({ status, index, columns }: ColumnRowProps) {
  const manage = usePermission('workspace.manage').allowed
  const update = useUpdateStatus(status.id)
  const [deleting, setDeleting] = useState(false)
  const change = (body: Parameters<typeof update.mutate>[0]) =>
    update.mutate(body, { onError: (error) => toastProblem(error, `${status.name} was not changed`) })
  const isLastOfCategory = columns.filter(({ category }) => category === status.category).length === 1
  return (
    <li className="flex flex-wrap items-center gap-x-2 gap-y-1.5 py-1.5">
      <StatusGlyph category={status.category} />
      <div className="min-w-36 flex-1">
        <NameInput
          label={`Name of the column ${status.name}`}
          value={status.name}
          disabled={!manage || update.isPending}
          onSave={(name) => change({ name })}
        />
      </div>
      <span className="w-28 text-ink-3 text-meta">{categoryText(status.category)}</span>
      <ColorSelect
        label={`Colour of ${status.name}`}
        value={status.color}
        disabled={!manage || update.isPending}
        onChange={(color) => change({ color })}
      />
      {manage && (
        <span className="flex">
          <IconButton
            label={`Move ${status.name} up`}
            icon={ArrowUp}
            disabled={index === 0 || update.isPending}
            onClick={() => change({ position: index - 1 })}
          />
          <IconButton
            label={`Move ${status.name} down`}
            icon={ArrowDown}
            disabled={index === columns.length - 1 || update.isPending}
            onClick={() => change({ position: index + 1 })}
          />
          <span title={isLastOfCategory ? `The only column of ${categoryText(status.category)}: the work needs it` : undefined}>
            <IconButton
              label={`Delete ${status.name}`}
              icon={Trash2}
              disabled={isLastOfCategory}
              onClick={() => setDeleting(true)}
            />
          </span>
        </span>
      )}
      {deleting && <DeleteColumnDialog status={status} columns={columns} onClose={() => setDeleting(false)} />}
    </li>
  )
}

interface DeleteColumnDialogProps {
  status: Status
  columns: readonly Status[]
  onClose(): void
}

function DeleteColumnDialog({ status, columns, onClose }: DeleteColumnDialogProps) {
  const others = columns.filter(({ id }) => id !== status.id)
  const near = others.find(({ category }) => category === status.category) ?? others[0]
  const [target, setTarget] = useState(near?.id ?? '')
  const remove = useDeleteStatus(status.id)
  const go = () =>
    whenDone(remove.mutateAsync(target), () => {
      toastDone(`${status.name} is deleted.`)
      onClose()
    })
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Delete the column ${status.name}?`}
      description="Its issues move first, all of them or none."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="danger" busy={remove.isPending} disabled={target === ''} onClick={go}>
            Move and delete
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <SelectField
          label="Its issues go to"
          value={target}
          options={others.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(event) => {
            remove.reset()
            setTarget(event.target.value)
          }}
        />
        {remove.error && (
          <Notice>
            {isProblem(remove.error, 'close_gate')
              ? `Nothing was changed: issues that came from errors enter a done column by proof or by a person's reason only. ${remove.error.detail}`
              : problemText(remove.error)}
          </Notice>
        )}
      </div>
    </Dialog>
  )
}
