// The columns of the board: their names, colours and order. What a column does hangs on its category, which never changes.
'use client'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { OnlyFor } from '../../access/ui/guarded.tsx'
import { problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { categories } from '../domain/category.ts'
import { useCreateStatus } from './catalog-queries.ts'
import { categoryText } from './category-text.ts'
import { ColumnRow } from './column-row.tsx'
import { useStatuses } from './issue-queries.ts'

export function ColumnsPanel() {
  const statuses = useStatuses()
  if (statuses.error && !statuses.data) return <ErrorState error={statuses.error} onRetry={() => void statuses.refetch()} />
  if (!statuses.data) return <Skeleton className="h-40" />
  const columns = statuses.data
  return (
    <div className="flex flex-col gap-3">
      <ol aria-label="Columns" className="flex flex-col divide-y">
        {columns.map((status, index) => (
          <ColumnRow key={status.id} status={status} index={index} columns={columns} />
        ))}
      </ol>
      <OnlyFor action="workspace.manage">
        <AddColumn />
      </OnlyFor>
    </div>
  )
}

function AddColumn() {
  const [name, setName] = useState('')
  const [category, setCategory] = useState<(typeof categories)[number]>('in_progress')
  const create = useCreateStatus()
  return (
    <form
      className="flex flex-wrap items-start gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        create.mutate({ name: name.trim(), category, color: 'grey' }, { onSuccess: () => setName('') })
      }}
    >
      <div className="min-w-40 flex-1">
        <TextField
          label="New column"
          maxLength={60}
          value={name}
          onChange={(event) => {
            create.reset()
            setName(event.target.value)
          }}
          problem={create.error ? problemText(create.error) : undefined}
        />
      </div>
      <div className="w-40">
        <SelectField
          label="Category"
          value={category}
          options={categories.map((value) => ({ value, label: categoryText(value) }))}
          onChange={(event) => setCategory(categories.find((known) => known === event.target.value) ?? category)}
        />
      </div>
      <Button type="submit" icon={Plus} className="mt-5 h-8" busy={create.isPending} disabled={name.trim() === ''}>
        Add
      </Button>
    </form>
  )
}
