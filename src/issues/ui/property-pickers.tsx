// Choosing the properties of an issue, in the create form and on the page alike.
'use client'
import type { ReactNode } from 'react'
import { AssigneeMark } from '../../ui/agent-mark.tsx'
import { Picker } from '../../ui/picker.tsx'
import { type Priority, priorities } from '../domain/category.ts'
import { useLabels, useRepositories, useStatuses } from './issue-queries.ts'
import { PriorityGlyph, priorityWords } from './priority-glyph.tsx'
import { StatusGlyph } from './status-glyph.tsx'
import { useAssignable } from './use-assignable.ts'

interface PickerOf<T> {
  trigger: ReactNode
  value: T
  onPick(value: T): void
}

export function StatusPicker({ trigger, value, onPick }: PickerOf<string>) {
  const statuses = useStatuses().data ?? []
  const options = statuses.map((status) => ({
    value: status.id,
    label: status.name,
    glyph: <StatusGlyph category={status.category} />,
  }))
  return <Picker trigger={trigger} placeholder="Status" options={options} selected={[value]} onPick={onPick} />
}

interface PriorityPickerProps {
  trigger: ReactNode
  /** Null: of several issues that differ. */
  value: Priority | null
  onPick(value: Priority): void
}

export function PriorityPicker({ trigger, value, onPick }: PriorityPickerProps) {
  const options = priorities.map((priority) => ({
    value: priority,
    label: priorityWords[priority],
    glyph: <PriorityGlyph priority={priority} />,
  }))
  const pick = (picked: string) => {
    const priority = priorities.find((item) => item === picked)
    if (priority) onPick(priority)
  }
  return <Picker trigger={trigger} placeholder="Priority" options={options} selected={value ? [value] : []} onPick={pick} />
}

const nobody = 'nobody'

export function AssigneePicker({ trigger, value, onPick }: PickerOf<string | null>) {
  const options = [
    { value: nobody, label: 'Nobody', glyph: <AssigneeMark assignee={null} />, also: 'no one' },
    ...useAssignable().map(({ type, id, name, isMe, about }) => ({
      value: id,
      label: name,
      group: type === 'person' ? 'People' : 'Agents',
      hint: isMe ? 'you' : type === 'agent' ? (about ?? undefined) : undefined,
      also: isMe ? `me ${about ?? ''}` : (about ?? undefined),
      glyph: <AssigneeMark assignee={{ type, name }} />,
    })),
  ]
  return (
    <Picker
      trigger={trigger}
      placeholder="Assignee"
      options={options}
      selected={[value ?? nobody]}
      onPick={(picked) => onPick(picked === nobody ? null : picked)}
    />
  )
}

export function LabelsPicker({ trigger, value, onPick }: PickerOf<readonly string[]>) {
  const labels = useLabels().data ?? []
  const options = labels.map((label) => ({ value: label.id, label: label.name }))
  const toggle = (id: string) => onPick(value.includes(id) ? value.filter((item) => item !== id) : [...value, id])
  return (
    <Picker
      trigger={trigger}
      placeholder="Labels"
      options={options}
      selected={value}
      multiple
      onPick={toggle}
      empty="No label of that name."
    />
  )
}

const none = 'none'

export function RepositoryPicker({ trigger, value, onPick }: PickerOf<string | null>) {
  const repositories = useRepositories().data ?? []
  const options = [
    { value: none, label: 'None' },
    ...repositories.map((repository) => ({
      value: repository.id,
      label: repository.full_name ?? repository.name,
      ...(repository.is_default && { hint: 'default' }),
    })),
  ]
  return (
    <Picker
      trigger={trigger}
      placeholder="Repository"
      options={options}
      selected={[value ?? none]}
      onPick={(picked) => onPick(picked === none ? null : picked)}
    />
  )
}
