// Choosing from a list by typing: status, assignee, labels, repository.
'use client'
import { Command } from 'cmdk'
import { Check } from 'lucide-react'
import { Popover } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { floatingClasses } from './menu.tsx'
import { groupsOf, passesTyping } from './picker-options.ts'

export interface PickerOption {
  value: string
  label: string
  glyph?: ReactNode
  hint?: string | undefined
  /** Options of one group stand together under its name. */
  group?: string
  /** Is found by this too, such as an e-mail address. */
  also?: string | undefined
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
          <Command loop filter={(_, typed, words) => (passesTyping(words ?? [], typed) ? 1 : 0)}>
            <Command.Input
              placeholder={placeholder}
              aria-label={placeholder}
              className="h-8 w-full border-b bg-transparent px-2.5 text-base outline-none placeholder:text-ink-3"
            />
            <Command.List className="max-h-64 overflow-y-auto p-1">
              <Command.Empty className="px-2 py-3 text-base text-ink-3">{empty ?? 'Nothing matches.'}</Command.Empty>
              {groupsOf(options).map(([name, members]) => (
                <Command.Group
                  key={name}
                  {...(name !== '' && { heading: name })}
                  className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-ink-3 [&_[cmdk-group-heading]]:text-meta"
                >
                  {members.map((option) => (
                    <PickerItem key={option.value} option={option} checked={selected.includes(option.value)} onPick={pick} />
                  ))}
                </Command.Group>
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
      value={option.value}
      keywords={[option.label, ...(option.also ? [option.also] : [])]}
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
