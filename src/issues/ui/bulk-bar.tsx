// What is done to all chosen issues at once; X chooses, Esc lets go.
'use client'
import { CircleDot, SignalHigh, Tag, UserRound, X } from 'lucide-react'
import { useEffect } from 'react'
import { usePermission } from '../../access/ui/permission.ts'
import { isProblem, problemText } from '../../ui/api-problem.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { useShortcut } from '../../ui/keyboard/shortcuts.ts'
import { Picker } from '../../ui/picker.tsx'
import { toastDone } from '../../ui/toast.tsx'
import { type BulkChanges, refusedItems, useBulkChange } from './bulk-queries.ts'
import { useLabels } from './issue-queries.ts'
import { AssigneePicker, PriorityPicker, StatusPicker } from './property-pickers.tsx'
import { clearSelection, selectedAtMost, toggleSelected, useSelection } from './selection.ts'

export function BulkBar() {
  const write = usePermission('issue.write')
  const chosen = useSelection()
  useEffect(() => clearSelection, [])
  useShortcut(
    { keys: 'x', label: 'Choose the focused issue for a change of many', group: 'Issue' },
    () => {
      const id = document.activeElement?.getAttribute('data-issue')
      if (id) toggleSelected(id)
    },
    write.allowed,
  )
  useShortcut({ keys: 'Escape', label: 'Let the chosen issues go', group: 'Issue' }, clearSelection, chosen.size > 0)
  return (
    <>
      <output aria-live="polite" className="sr-only">
        {chosen.size > 0 ? `${chosen.size} chosen` : ''}
      </output>
      {chosen.size > 0 && <Actions ids={[...chosen]} />}
    </>
  )
}

function Actions({ ids }: { ids: string[] }) {
  const change = useBulkChange()
  const apply = (changes: BulkChanges) =>
    change.mutate(
      { ids, changes },
      {
        onSuccess: () => {
          toastDone(`${ids.length === 1 ? 'One issue' : `${ids.length} issues`} changed.`)
          clearSelection()
        },
      },
    )
  return (
    <section
      aria-label="Change the chosen issues"
      className="absolute inset-x-2 bottom-2 z-20 mx-auto flex max-w-[680px] flex-col gap-2 rounded-lg border border-line-strong bg-raised px-3 py-2 shadow-float"
    >
      {change.error && <Refusal error={change.error} />}
      <div className="flex flex-wrap items-center gap-1.5">
        <span className="mr-1 font-medium">
          {ids.length} chosen
          {ids.length === selectedAtMost && <span className="text-ink-3">, the most at once</span>}
        </span>
        <StatusPicker
          value=""
          onPick={(status) => apply({ status })}
          trigger={
            <Button icon={CircleDot} disabled={change.isPending}>
              Status
            </Button>
          }
        />
        <Priority onPick={(priority) => apply({ priority })} disabled={change.isPending} />
        <AssigneePicker
          value=""
          onPick={(assignee) => apply({ assignee })}
          trigger={
            <Button icon={UserRound} disabled={change.isPending}>
              Assignee
            </Button>
          }
        />
        <LabelPick word="Add label" onPick={(id) => apply({ add_labels: [id] })} disabled={change.isPending} />
        <LabelPick word="Remove label" onPick={(id) => apply({ remove_labels: [id] })} disabled={change.isPending} />
        <span className="ml-auto">
          <IconButton label="Let them go (Esc)" icon={X} onClick={clearSelection} />
        </span>
      </div>
    </section>
  )
}

function Priority({ onPick, disabled }: { onPick(priority: NonNullable<BulkChanges['priority']>): void; disabled: boolean }) {
  return (
    <PriorityPicker
      value={null}
      onPick={onPick}
      trigger={
        <Button icon={SignalHigh} disabled={disabled}>
          Priority
        </Button>
      }
    />
  )
}

function LabelPick({ word, onPick, disabled }: { word: string; onPick(id: string): void; disabled: boolean }) {
  const labels = useLabels().data ?? []
  return (
    <Picker
      placeholder={word}
      options={labels.map(({ id, name }) => ({ value: id, label: name }))}
      selected={[]}
      onPick={onPick}
      empty="No label of that name."
      trigger={
        <Button icon={Tag} disabled={disabled}>
          {word}
        </Button>
      }
    />
  )
}

function Refusal({ error }: { error: unknown }) {
  const refused = refusedItems(error)
  return (
    <div role="alert" className="rounded-md bg-fail-soft px-3 py-2 text-fail">
      <p>{isProblem(error, 'bulk_refused') ? 'Nothing was changed. These cannot be changed like this:' : problemText(error)}</p>
      {refused.length > 0 && (
        <ul className="mt-1 max-h-32 overflow-y-auto">
          {refused.map((item) => (
            <li key={item.id} className="flex flex-wrap items-center gap-x-2">
              <span className="font-mono text-meta">{item.issue ?? item.id}</span>
              <span className="min-w-0 flex-1">{item.detail}</span>
              <button type="button" className="rounded-sm text-meta underline" onClick={() => toggleSelected(item.id)}>
                Leave {item.issue ?? 'it'} out
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
