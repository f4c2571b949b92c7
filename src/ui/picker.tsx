// Choosing from a list by typing: status, assignee, labels, repository.
'use client'
import { Command } from 'cmdk'
import { Check } from 'lucide-react'
import { Popover } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { floatingClasses } from './menu.tsx'

export interface PickerOption {
  value: string
  label: string
  glyph?: ReactNode
  hint?: string
}

interface PickerProps {
  /** A button. */
  trigger: ReactNode
  placeholder: string
  options: readonly PickerOption[]
  selected: readonly string[]
  /** With `multiple` the list stays open and reports each toggled value. */
  multiple?: boolean
  onPick(value: string): void
  empty?: ReactNode
}

export function Picker({ trigger, placeholder, options, selected, multiple = false, onPick, empty }: PickerProps) {
  const [open, setOpen] = useState(false)
  const pick = (value: string) => {
    onPick(value)
    if (!multiple) setOpen(false)
  }
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content align="start" sideOffset={4} collisionPadding={8} className={`${floatingClasses} w-60 p-0`}>
          <Command loop>
            <Command.Input
              placeholder={placeholder}
              aria-label={placeholder}
              className="h-8 w-full border-b bg-transparent px-2.5 text-base outline-none placeholder:text-ink-3"
            />
            <Command.List className="max-h-64 overflow-y-auto p-1">
              <Command.Empty className="px-2 py-3 text-base text-ink-3">{empty ?? 'Nothing matches.'}</Command.Empty>
              {options.map((option) => (
                <PickerItem key={option.value} option={option} checked={selected.includes(option.value)} onPick={pick} />
              ))}
            </Command.List>
          </Command>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

function PickerItem({ option, checked, onPick }: { option: PickerOption; checked: boolean; onPick(value: string): void }) {
  return (
    <Command.Item
      value={`${option.label} ${option.value}`}
      onSelect={() => onPick(option.value)}
      className="flex h-7 select-none items-center gap-2 rounded-md px-2 text-base data-[selected=true]:bg-hover"
    >
      {option.glyph}
      <span className="min-w-0 flex-1 truncate">{option.label}</span>
      {option.hint && <span className="text-ink-3 text-meta">{option.hint}</span>}
      {checked && <Check aria-label="selected" size={14} className="text-accent" />}
    </Command.Item>
  )
}
