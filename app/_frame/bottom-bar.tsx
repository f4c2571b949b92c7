// The views at the lower edge of phones; what doesn't fit stands behind "More".
'use client'
import { Ellipsis, Search, SquarePen } from 'lucide-react'
import Link from 'next/link'
import { usePathname, useRouter } from 'next/navigation'
import { useState } from 'react'
import type { Permission } from '#src/access/ui/permission.ts'
import { usePermission } from '#src/access/ui/permission.ts'
import { InboxBadge } from '#src/inbox/ui/inbox-badge.tsx'
import { openCreateIssue } from '#src/issues/ui/create-issue-state.ts'
import { useFleet } from '#src/runs/ui/fleet.ts'
import { KillSwitchDialog } from '#src/runs/ui/kill-switch-dialog.tsx'
import { cx } from '#src/ui/class-names.ts'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '#src/ui/menu.tsx'
import { amountText } from '#src/ui/money.ts'
import { isAt, places } from './places.ts'

const cell = 'flex flex-1 flex-col items-center justify-center gap-0.5 text-micro'

export function BottomBar({ onSearch, create }: { onSearch(): void; create: Permission }) {
  const pathname = usePathname()
  const router = useRouter()
  const fleet = useFleet().data
  const stop = usePermission('policy.manage')
  const [asking, setAsking] = useState(false)
  return (
    <nav aria-label="Views" className="flex h-14 shrink-0 border-t bg-panel pb-[env(safe-area-inset-bottom)] sm:hidden">
      {places.slice(0, 4).map((place) => {
        const Icon = place.icon
        const current = isAt(place, pathname)
        return (
          <Link
            key={place.href}
            href={place.href}
            aria-current={current ? 'page' : undefined}
            className={cx(cell, current ? 'text-accent' : 'text-ink-2')}
          >
            <span className="relative">
              <Icon aria-hidden size={18} />
              {place.href === '/inbox' && <InboxBadge small />}
            </span>
            {place.label}
          </Link>
        )
      })}
      <Menu
        align="end"
        side="top"
        trigger={
          <button type="button" className={cx(cell, 'text-ink-2')}>
            <Ellipsis aria-hidden size={18} />
            More
          </button>
        }
      >
        <MenuItem icon={SquarePen} disabled={!create.allowed} onSelect={() => openCreateIssue()}>
          New issue
        </MenuItem>
        <MenuItem icon={Search} onSelect={onSearch}>
          Search and commands
        </MenuItem>
        {places.slice(4).map((place) => (
          <MenuItem key={place.href} icon={place.icon} onSelect={() => router.push(place.href)}>
            {place.label}
          </MenuItem>
        ))}
        <MenuSeparator />
        {fleet && (
          <>
            <MenuLabel>
              {fleet.running} running · {fleet.queued} queued · {amountText(fleet.spent_today_usd)} of{' '}
              {amountText(fleet.day_budget_usd)} USD
            </MenuLabel>
            <MenuItem
              danger
              disabled={!stop.allowed}
              hint={stop.allowed ? undefined : 'for admins'}
              onSelect={() => setAsking(true)}
            >
              {fleet.runs_enabled ? 'Stop all agents' : 'Runs are off'}
            </MenuItem>
          </>
        )}
      </Menu>
      {fleet && <KillSwitchDialog open={asking} onOpenChange={setAsking} fleet={fleet} />}
    </nav>
  )
}
