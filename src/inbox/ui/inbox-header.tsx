// The head of the inbox: which part of it, which kinds, and what can be done with all of it.
'use client'
import { BellOff, Check, MailOpen } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { FilterChips } from '../../ui/filter-chips.tsx'
import { Menu, MenuItem, MenuLabel } from '../../ui/menu.tsx'
import type { UrlFilters } from '../../ui/use-url-filters.ts'
import { ViewHeader } from '../../ui/view-header.tsx'
import { noticeKinds } from '../domain/kinds.ts'
import { type InboxState, useInboxCount, useInboxPreferences, useMuteKinds, useReadAll } from './inbox-queries.ts'
import { noticeLooks } from './notice-look.ts'

const tabs: { state: InboxState; label: string }[] = [
  { state: 'open', label: 'Open' },
  { state: 'snoozed', label: 'Snoozed' },
  { state: 'done', label: 'Done' },
]
const kindFilter = [
  { key: 'kind', label: 'Kind', options: noticeKinds.map((value) => ({ value, label: noticeLooks[value].label })) },
]

export function InboxHeader({ state, filters }: { state: InboxState; filters: UrlFilters }) {
  const count = useInboxCount().data
  const readAll = useReadAll()
  const kinds = filters.active.kind ?? []
  return (
    <ViewHeader
      title="Inbox"
      actions={
        <>
          <Button
            look="ghost"
            icon={MailOpen}
            busy={readAll.isPending}
            disabled={!count?.unread}
            onClick={() => readAll.mutate(kinds)}
          >
            <span className="max-md:sr-only">Mark all as read</span>
          </Button>
          <MuteMenu />
        </>
      }
    >
      <fieldset className="flex shrink-0 rounded-md border border-line-strong bg-raised p-0.5">
        <legend className="sr-only">Part of the inbox</legend>
        {tabs.map((tab) => (
          <button
            key={tab.state}
            type="button"
            aria-pressed={tab.state === state}
            onClick={() => filters.setText('state', tab.state === 'open' ? '' : tab.state)}
            className={cx(
              'h-5.5 rounded-sm px-2 font-medium text-meta',
              tab.state === state ? 'bg-pressed text-ink' : 'text-ink-2 hover:text-ink',
            )}
          >
            {tab.label}
            {tab.state === 'open' && count ? ` ${count.open}` : ''}
          </button>
        ))}
      </fieldset>
      <FilterChips
        dimensions={kindFilter}
        active={{ kind: kinds }}
        onToggle={filters.toggle}
        onClear={() => filters.setText('kind', '')}
      />
    </ViewHeader>
  )
}

/** Which kinds this person never wants to see here. */
function MuteMenu() {
  const muted = useInboxPreferences().data?.muted ?? []
  const mute = useMuteKinds()
  return (
    <Menu
      align="end"
      trigger={
        <Button look="ghost" icon={BellOff}>
          <span className="max-md:sr-only">Mute{muted.length > 0 && ` (${muted.length})`}</span>
        </Button>
      }
    >
      <MenuLabel>Show me</MenuLabel>
      {noticeKinds.map((kind) => (
        <MenuItem
          key={kind}
          onSelect={() => mute.mutate(muted.includes(kind) ? muted.filter((other) => other !== kind) : [...muted, kind])}
          glyph={<Check aria-hidden size={13} className={muted.includes(kind) ? 'text-transparent' : 'text-accent'} />}
          hint={muted.includes(kind) ? 'muted' : undefined}
        >
          {noticeLooks[kind].label}
        </MenuItem>
      ))}
    </Menu>
  )
}
