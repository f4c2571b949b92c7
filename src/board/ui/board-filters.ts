// Which cards a filter of the board lets through; the filter lives in the address.

import { priorities } from '../../issues/domain/category.ts'
import type { Card, Label } from '../../issues/ui/issue-types.ts'
import type { FilterDimension } from '../../ui/filter-chips.tsx'

const sourceNames: Record<string, string> = {
  manual: 'People',
  sentry: 'Sentry',
  github: 'GitHub',
  loki: 'Grafana',
  signal: 'Signals',
  agent: 'Agents',
  api: 'API',
}

export const boardFilterKeys = ['priority', 'label', 'assignee', 'source', 'waiting'] as const

export function filterDimensions(labels: readonly Label[], assignees: FilterDimension['options']): FilterDimension[] {
  return [
    {
      key: 'waiting',
      label: 'Waits for',
      options: [
        { value: 'person', label: 'You' },
        { value: 'agent', label: 'An agent' },
        { value: 'deploy', label: 'A deploy' },
        { value: 'time', label: 'Time' },
      ],
    },
    { key: 'priority', label: 'Priority', options: priorities.map((value) => ({ value, label: value })) },
    { key: 'label', label: 'Label', options: labels.map((label) => ({ value: label.id, label: label.name })) },
    { key: 'assignee', label: 'Assignee', options: assignees },
    {
      key: 'source',
      label: 'Source',
      options: Object.entries(sourceNames).map(([value, label]) => ({ value, label })),
    },
  ]
}

/** Values of one key are alternatives; different keys must all hold. */
export function passesFilter(card: Card, active: Readonly<Record<string, readonly string[]>>): boolean {
  const holds = (key: string, ...values: string[]) => {
    const wanted = active[key] ?? []
    return wanted.length === 0 || values.some((value) => wanted.includes(value))
  }
  const waits = card.waiting_on.code === 'start' ? 'nobody' : card.waiting_on.who
  return (
    holds('priority', card.priority) &&
    holds('label', ...card.labels.flatMap((label) => [label.id, label.name])) &&
    holds('assignee', card.assignee?.id ?? 'none', card.assignee?.name ?? 'none') &&
    holds('source', card.source) &&
    holds('waiting', waits)
  )
}
