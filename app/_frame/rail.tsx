// The left rail of wide screens: workspace, views, fleet. Collapses to its icons.
'use client'
import { PanelLeftClose, PanelLeftOpen, Search, SquarePen } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { Suspense } from 'react'
import type { Permission } from '#src/access/ui/permission.ts'
import { WorkspaceSwitch } from '#src/access/ui/workspace-switch.tsx'
import { InboxBadge } from '#src/inbox/ui/inbox-badge.tsx'
import { openCreateIssue } from '#src/issues/ui/create-issue-state.ts'
import { FleetPanel } from '#src/runs/ui/fleet-panel.tsx'
import { IconButton } from '#src/ui/button.tsx'
import { cx } from '#src/ui/class-names.ts'
import { useStore } from '#src/ui/external-store.ts'
import { Kbd } from '#src/ui/kbd.tsx'
import { viewBelow } from '#src/ui/view-below.ts'
import { RailViews } from '#src/views/ui/rail-views.tsx'
import { isAt, type Place, places } from './places.ts'

interface RailProps {
  compact: boolean
  onCompact(compact: boolean): void
  onSearch(): void
  create: Permission
}

export function Rail({ compact, onCompact, onSearch, create }: RailProps) {
  const pathname = usePathname()
  // An issue that lies over a view has its own address; the view below is where we are.
  const here = useStore(viewBelow, null)?.split('?')[0] ?? pathname
  return (
    <nav
      aria-label="Views"
      className={cx('hidden h-full shrink-0 flex-col border-r bg-panel sm:flex', compact ? 'w-[52px]' : 'w-[220px]')}
    >
      <div className={cx('flex items-center gap-0.5 p-2', compact && 'flex-col')}>
        <WorkspaceSwitch compact={compact} />
        <IconButton label="Search and commands" icon={Search} onClick={onSearch} />
        <span title={create.reason}>
          <IconButton label="New issue" icon={SquarePen} disabled={!create.allowed} onClick={() => openCreateIssue()} />
        </span>
      </div>
      <div className="flex-1 overflow-y-auto px-2">
        <ul className="flex flex-col gap-px">
          {places.map((place) => (
            <li key={place.href}>
              <RailLink place={place} compact={compact} current={isAt(place, here)} />
            </li>
          ))}
        </ul>
        {!compact && (
          <Suspense fallback={null}>
            <RailViews />
          </Suspense>
        )}
      </div>
      <div className={cx('flex px-2 pb-1', compact ? 'justify-center' : 'justify-end')}>
        <IconButton
          label={compact ? 'Widen the rail' : 'Narrow the rail'}
          icon={compact ? PanelLeftOpen : PanelLeftClose}
          onClick={() => onCompact(!compact)}
        />
      </div>
      <FleetPanel compact={compact} />
    </nav>
  )
}

function RailLink({ place, compact, current }: { place: Place; compact: boolean; current: boolean }) {
  const Icon = place.icon
  return (
    <Link
      href={place.href}
      aria-current={current ? 'page' : undefined}
      aria-label={compact ? place.label : undefined}
      title={compact ? place.label : undefined}
      className={cx(
        'group flex h-7 items-center gap-2.5 rounded-md px-2 font-medium text-base',
        compact && 'justify-center px-0',
        current ? 'bg-pressed text-ink' : 'text-ink-2 hover:bg-hover hover:text-ink',
      )}
    >
      <span className="relative">
        <Icon aria-hidden size={15} className={current ? 'text-accent' : 'text-ink-3'} />
        {compact && place.href === '/inbox' && <InboxBadge small />}
      </span>
      {!compact && (
        <>
          <span className="flex-1">{place.label}</span>
          {place.href === '/inbox' && <InboxBadge />}
          <span aria-hidden className="hidden gap-0.5 group-hover:inline-flex">
            {place.keys.split(' ').map((key) => (
              <Kbd key={key}>{key.toUpperCase()}</Kbd>
            ))}
          </span>
        </>
      )}
    </Link>
  )
}
