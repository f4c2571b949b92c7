// What can be done with the chosen deliveries; Esc lets them go.
'use client'
import { History, X } from 'lucide-react'
import { usePermission } from '../../access/ui/permission.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { useStore } from '../../ui/external-store.ts'
import { useShortcut } from '../../ui/keyboard/shortcuts.ts'
import { viewBelow } from '../../ui/view-below.ts'

interface ReplayBarProps {
  chosen: ReadonlySet<string>
  onReplay(ids: string[]): void
  onClear(): void
}

export function ReplayBar({ chosen, onReplay, onClear }: ReplayBarProps) {
  const mayReplay = usePermission('delivery.replay')
  // What lies over the view is closed first.
  const isCovered = useStore(viewBelow, null) !== null
  useShortcut(
    { keys: 'Escape', label: 'Let the chosen deliveries go', group: 'Everywhere' },
    onClear,
    chosen.size > 0 && !isCovered,
  )
  if (chosen.size === 0) return null
  return (
    <section
      aria-label="Replay the chosen deliveries"
      className="absolute inset-x-2 bottom-2 z-20 mx-auto flex w-fit items-center gap-2 rounded-lg border border-line-strong bg-raised px-3 py-2 shadow-float"
    >
      <output aria-live="polite" className="font-medium">
        {chosen.size} chosen
      </output>
      <span title={mayReplay.reason}>
        <Button icon={History} disabled={!mayReplay.allowed || chosen.size > 500} onClick={() => onReplay([...chosen])}>
          What would a replay do?
        </Button>
      </span>
      <IconButton label="Let them go" icon={X} onClick={onClear} />
    </section>
  )
}
