// `?`: all keys that work in this place, by group.
'use client'
import { useState } from 'react'
import { Dialog } from '../dialog.tsx'
import { useStore } from '../external-store.ts'
import { Kbd } from '../kbd.tsx'
import { type Shortcut, shortcuts, useShortcut } from './shortcuts.ts'

const none: readonly never[] = []
const groups: Shortcut['group'][] = ['Everywhere', 'Go to', 'Inbox', 'Board', 'Issue', 'Run']

export function HelpOverlay() {
  const [open, setOpen] = useState(false)
  const registered = useStore(shortcuts, none)
  useShortcut({ keys: '?', label: 'Show all keys', group: 'Everywhere' }, () => setOpen(true))
  return (
    <Dialog open={open} onOpenChange={setOpen} title="Keys" width="wide">
      <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
        {groups.map((group) => (
          <KeyGroup key={group} group={group} items={registered.filter((item) => item.group === group)} />
        ))}
      </div>
    </Dialog>
  )
}

function KeyGroup({ group, items }: { group: string; items: readonly Shortcut[] }) {
  const unique = [...new Map(items.map((item) => [item.keys, item])).values()]
  // Keys that do the same stand on one line.
  const lines = [...Map.groupBy(unique, (item) => item.label)]
  if (lines.length === 0) return null
  return (
    <section>
      <h3 className="mb-1.5 font-medium text-ink-3 text-meta">{group}</h3>
      <dl className="flex flex-col gap-1.5">
        {lines.map(([label, same]) => (
          <div key={label} className="flex items-center justify-between gap-4">
            <dt>{label}</dt>
            <dd className="flex shrink-0 gap-2">
              {same.map(({ keys }) => (
                <KeySequence key={keys} keys={keys} />
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

const printed: Record<string, string> = {
  mod: '⌘/Ctrl',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
}

/** `g b` or `mod+k` as printed keys. */
export function KeySequence({ keys }: { keys: string }) {
  const parts = keys.split(/[ +]/).filter(Boolean)
  return (
    <span className="inline-flex gap-1">
      {parts.map((part) => (
        <Kbd key={part}>{printed[part] ?? (part.length === 1 ? part.toUpperCase() : part)}</Kbd>
      ))}
    </span>
  )
}
