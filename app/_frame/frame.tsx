// Rail, banners and the view; the parts that exist once: palette, create dialog, help, password, live stream.
'use client'
import { useRouter } from 'next/navigation'
import { type ReactNode, Suspense, useEffect, useLayoutEffect, useState } from 'react'
import { PasswordAgain } from '#src/access/ui/password-again.tsx'
import { usePermission } from '#src/access/ui/permission.ts'
import { followWorkspace } from '#src/access/ui/session.ts'
import { SessionBanner } from '#src/access/ui/session-banner.tsx'
import { SessionGate } from '#src/access/ui/session-gate.tsx'
import { CreateIssueDialog } from '#src/issues/ui/create-issue-dialog.tsx'
import { openCreateIssue } from '#src/issues/ui/create-issue-state.ts'
import { visitPagesBy } from '#src/issues/ui/open-issue.ts'
import { HelpOverlay } from '#src/ui/keyboard/help-overlay.tsx'
import { useShortcut, useShortcutListener } from '#src/ui/keyboard/shortcuts.ts'
import { SkeletonRows } from '#src/ui/skeleton.tsx'
import { BottomBar } from './bottom-bar.tsx'
import { DemoBanner } from './demo-banner.tsx'
import { LiveUpdates } from './live-updates.tsx'
import { Palette } from './palette.tsx'
import { places } from './places.ts'
import { Rail } from './rail.tsx'
import { TestClockBanner } from './test-clock-banner.tsx'

export function Frame({ children }: { children: ReactNode }) {
  const [compact, setCompact] = useRememberedFlag('dispatch.rail-compact')
  const [searching, setSearching] = useState(false)
  const create = usePermission('issue.write')
  useShortcutListener()
  useEffect(followWorkspace, [])
  const router = useRouter()
  useLayoutEffect(() => visitPagesBy((path) => router.push(path)), [router])
  useShortcut({ keys: 'mod+k', label: 'Search and commands', group: 'Everywhere' }, () => setSearching(true))
  useShortcut({ keys: '/', label: 'Search', group: 'Everywhere' }, () => setSearching(true))
  useShortcut({ keys: 'c', label: 'New issue', group: 'Everywhere' }, () => openCreateIssue(), create.allowed)
  return (
    <div className="flex h-dvh flex-col bg-canvas">
      <a
        href="#view"
        className="sr-only focus:not-sr-only focus:absolute focus:z-60 focus:m-2 focus:rounded-md focus:bg-raised focus:px-3 focus:py-1.5"
      >
        Skip to the view
      </a>
      <TestClockBanner />
      <SessionBanner />
      <SessionGate fallback={<SkeletonRows label="Opening Dispatch" />}>
        <DemoBanner />
        <div className="flex min-h-0 flex-1">
          <Rail compact={compact} onCompact={setCompact} onSearch={() => setSearching(true)} create={create} />
          <main id="view" tabIndex={-1} className="relative flex min-w-0 flex-1 flex-col overflow-hidden outline-none">
            <Suspense fallback={<SkeletonRows />}>{children}</Suspense>
          </main>
        </div>
        <BottomBar onSearch={() => setSearching(true)} create={create} />
        <LiveUpdates />
        <Palette open={searching} onOpenChange={setSearching} />
        <CreateIssueDialog />
        <HelpOverlay />
        <PasswordAgain />
        {places.map((place) => (
          <GoTo key={place.href} href={place.href} keys={place.keys} label={place.label} />
        ))}
      </SessionGate>
    </div>
  )
}

function GoTo({ href, keys, label }: { href: string; keys: string; label: string }) {
  const router = useRouter()
  useShortcut({ keys, label, group: 'Go to' }, () => router.push(href))
  return null
}

/** A yes or no that this browser remembers. */
function useRememberedFlag(key: string): [boolean, (value: boolean) => void] {
  const [value, setValue] = useState(false)
  useEffect(() => setValue(localStorage.getItem(key) === '1'), [key])
  const remember = (next: boolean) => {
    setValue(next)
    localStorage.setItem(key, next ? '1' : '0')
  }
  return [value, remember]
}
