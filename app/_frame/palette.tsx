// ⌘K and /: search by identifier, words and meaning, and everything that can be done from here.
'use client'
import { Command } from 'cmdk'
import { Bookmark, CornerDownLeft, Moon, Search, SquarePen, Sun } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { Dialog as Radix } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { usePermission } from '#src/access/ui/permission.ts'
import { openCreateIssue } from '#src/issues/ui/create-issue-state.ts'
import { openIssueOver } from '#src/issues/ui/open-issue.ts'
import { StatusGlyph } from '#src/issues/ui/status-glyph.tsx'
import { type SearchHit, useSearch } from '#src/issues/ui/use-search.ts'
import { cx } from '#src/ui/class-names.ts'
import { HighlightedText } from '#src/ui/highlighted-text.tsx'
import { Spinner } from '#src/ui/spinner.tsx'
import { chooseTheme } from '#src/ui/theme.ts'
import { viewPath } from '#src/views/ui/view-address.ts'
import { useViews } from '#src/views/ui/view-queries.ts'
import { places } from './places.ts'

interface PaletteProps {
  open: boolean
  onOpenChange(open: boolean): void
}

export function Palette({ open, onOpenChange }: PaletteProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-enter bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed inset-x-2 top-2 z-50 flex max-h-[80dvh] animate-enter flex-col overflow-hidden rounded-xl border border-line-strong bg-raised shadow-float sm:inset-x-auto sm:top-[14vh] sm:left-1/2 sm:max-h-[60vh] sm:w-[600px] sm:-translate-x-1/2"
        >
          <Radix.Title className="sr-only">Search and commands</Radix.Title>
          <PaletteBody onDone={() => onOpenChange(false)} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

function PaletteBody({ onDone }: { onDone(): void }) {
  const router = useRouter()
  const [text, setText] = useState('')
  const search = useSearch(text, { limit: 12 })
  const views = useViews().data ?? []
  const mayCreate = usePermission('issue.write').allowed
  const run = (action: () => void) => () => {
    onDone()
    action()
  }
  const wanted = text.trim().toLowerCase()
  const matches = (label: string) => wanted === '' || label.toLowerCase().includes(wanted)
  const actions: { label: string; glyph: ReactNode; run(): void }[] = [
    ...(mayCreate ? [{ label: 'New issue', glyph: <SquarePen aria-hidden size={15} />, run: () => openCreateIssue() }] : []),
    ...places.map(({ href, label, icon: Icon }) => ({
      label: `Go to ${label}`,
      glyph: <Icon aria-hidden size={15} />,
      run: () => router.push(href),
    })),
    ...views.map((view) => ({
      label: `View: ${view.name}`,
      glyph: <Bookmark aria-hidden size={15} />,
      run: () => router.push(viewPath(view)),
    })),
    { label: 'Dark theme', glyph: <Moon aria-hidden size={15} />, run: () => chooseTheme('dark') },
    { label: 'Light theme', glyph: <Sun aria-hidden size={15} />, run: () => chooseTheme('light') },
  ].filter((action) => matches(action.label))
  return (
    <Command shouldFilter={false} loop className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-11 shrink-0 items-center gap-2.5 border-b px-3.5">
        {search.isLoading ? <Spinner size={16} /> : <Search aria-hidden size={16} className="text-ink-3" />}
        <Command.Input
          value={text}
          onValueChange={setText}
          placeholder="Search issues, or type a command"
          aria-label="Search issues, or type a command"
          className="h-full flex-1 bg-transparent text-read outline-none placeholder:text-ink-3"
        />
      </div>
      <Command.List className="min-h-0 flex-1 overflow-y-auto p-1.5">
        {search.hits.length > 0 && (
          <Command.Group heading="Issues" className={groupClasses}>
            {search.hits.map((hit) => (
              <HitItem key={hit.issue.id} hit={hit} onSelect={run(() => openIssueOver(hit.issue.identifier))} />
            ))}
          </Command.Group>
        )}
        {actions.length > 0 && (
          <Command.Group heading="Commands" className={groupClasses}>
            {actions.map((action) => (
              <Command.Item key={action.label} value={action.label} onSelect={run(action.run)} className={itemClasses}>
                <span className="text-ink-3">{action.glyph}</span>
                {action.label}
              </Command.Item>
            ))}
          </Command.Group>
        )}
        {search.error && <p className="px-3 py-2 text-base text-fail">Search does not answer: {search.error.message}</p>}
        {!search.isLoading && !search.error && search.hits.length === 0 && actions.length === 0 && (
          <p className="px-3 py-8 text-center text-base text-ink-2">Nothing found for “{text.trim()}”.</p>
        )}
      </Command.List>
      <p className="flex items-center gap-1.5 border-t bg-panel px-3.5 py-1.5 text-ink-3 text-meta">
        <CornerDownLeft aria-hidden size={12} /> opens · words, meaning and identifiers are searched
      </p>
    </Command>
  )
}

const groupClasses =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-ink-3 [&_[cmdk-group-heading]]:text-meta'
const itemClasses = 'flex h-8 select-none items-center gap-2.5 rounded-md px-2 text-base data-[selected=true]:bg-hover'

const matchWords: Record<string, string> = { identifier: 'identifier', text: 'words', trigram: 'spelling', vector: 'meaning' }

/** The snippet stands below where the words were found in it; a title says enough for itself. */
function HitItem({ hit, onSelect }: { hit: SearchHit; onSelect(): void }) {
  const { issue, snippet, highlights } = hit
  return (
    <Command.Item value={issue.id} onSelect={onSelect} className={cx(itemClasses, 'h-auto min-h-8 py-1.5')}>
      <StatusGlyph category={issue.status.category} />
      <span className="w-24 shrink-0 truncate font-mono text-ink-3 text-meta">{issue.identifier}</span>
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="line-clamp-2 break-words">
          <HighlightedText text={issue.title} highlights={highlights.title} />
        </span>
        {highlights.snippet.length > 0 && (
          <span className="line-clamp-2 break-words text-ink-3 text-meta">
            <HighlightedText text={snippet} highlights={highlights.snippet} />
          </span>
        )}
      </span>
      <span className="shrink-0 text-ink-3 text-micro max-sm:hidden">
        {hit.matched_by.map((by) => matchWords[by] ?? by).join(', ')}
      </span>
    </Command.Item>
  )
}
