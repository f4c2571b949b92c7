// Finding another issue by its number, its words or their meaning, and choosing it.
'use client'
import { Command } from 'cmdk'
import { Popover } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { floatingClasses } from '../../ui/menu.tsx'
import type { Card } from './issue-types.ts'
import { StatusGlyph } from './status-glyph.tsx'
import { useSearch } from './use-search.ts'

interface IssueSearchPickerProps {
  /** A button. */
  trigger: ReactNode
  placeholder: string
  /** Not offered: the issue itself, and what is tied to it already. */
  without: readonly string[]
  onPick(issue: Card): void
}

export function IssueSearchPicker({ trigger, placeholder, without, onPick }: IssueSearchPickerProps) {
  const [open, setOpen] = useState(false)
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className={`${floatingClasses} w-[min(360px,calc(100vw-16px))] p-0`}
        >
          <Search
            placeholder={placeholder}
            without={without}
            onPick={(issue) => {
              setOpen(false)
              onPick(issue)
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

function Search({ placeholder, without, onPick }: Omit<IssueSearchPickerProps, 'trigger'>) {
  const [text, setText] = useState('')
  const { hits, isLoading, error, asked } = useSearch(text, { limit: 8 })
  const found = hits.filter(({ issue }) => !without.includes(issue.id))
  return (
    <Command shouldFilter={false} loop>
      <Command.Input
        value={text}
        onValueChange={setText}
        placeholder={placeholder}
        aria-label={placeholder}
        className="h-8 w-full border-b bg-transparent px-2.5 text-base outline-none placeholder:text-ink-3"
      />
      <Command.List className="max-h-64 overflow-y-auto p-1">
        {found.map(({ issue }) => (
          <Command.Item
            key={issue.id}
            value={issue.id}
            onSelect={() => onPick(issue)}
            className="flex h-7 select-none items-center gap-2 rounded-md px-2 text-base data-[selected=true]:bg-hover"
          >
            <StatusGlyph category={issue.status.category} size={13} />
            <span className="shrink-0 font-mono text-ink-3 text-meta">{issue.identifier}</span>
            <span className="min-w-0 flex-1 truncate">{issue.title}</span>
          </Command.Item>
        ))}
        {found.length === 0 && (
          <p role="status" className="px-2 py-3 text-base text-ink-3">
            {error
              ? `Search does not answer: ${error.message}`
              : isLoading
                ? 'Searching'
                : asked.length < 2
                  ? 'Type a number or some words.'
                  : 'Nothing found.'}
          </p>
        )}
      </Command.List>
    </Command>
  )
}
