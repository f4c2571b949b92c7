// An issue over the view it was opened from: the view stays, Esc returns to it.
'use client'
import dynamic from 'next/dynamic'
import { usePathname } from 'next/navigation'
import { useEffect, useLayoutEffect, useRef } from 'react'
import { closeIssue, hostIssues } from '#src/issues/ui/open-issue.ts'
import { useShortcut } from '#src/ui/keyboard/shortcuts.ts'
import { SkeletonRows } from '#src/ui/skeleton.tsx'
import { viewBelow } from '#src/ui/view-below.ts'

// Loaded apart: Markdown and transcripts are no part of the first view of the board.
const IssueFrame = dynamic(() => import('./issue-frame.tsx').then((module) => module.IssueFrame), {
  ssr: false,
  loading: () => <SkeletonRows label="Loading the issue" />,
})

/** Shows the issue of the address, if the address is an issue's; `below` is the view it lies over. */
export function IssueOverlay({ below }: { below: string }) {
  const pathname = usePathname()
  const identifier = /^\/issues\/([^/]+)$/.exec(pathname)?.[1]
  useEffect(() => {
    if (!identifier) viewBelow.set(null)
    else if (viewBelow.get() === null) viewBelow.set(below)
  }, [identifier, below])
  // The code is fetched while nothing else is to do, so that the first opening is as fast as the second.
  useEffect(() => {
    const timer = setTimeout(() => void import('./issue-frame.tsx'), 800)
    return () => clearTimeout(timer)
  }, [])
  useLayoutEffect(hostIssues, [])
  useEffect(() => () => viewBelow.set(null), [])
  return identifier ? <Panel identifier={decodeURIComponent(identifier)} /> : null
}

function Panel({ identifier }: { identifier: string }) {
  const panel = useRef<HTMLElement>(null)
  useShortcut({ keys: 'Escape', label: 'Back to the view', group: 'Issue' }, closeIssue)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each newly opened issue takes the focus.
  useEffect(() => panel.current?.focus(), [identifier])
  return (
    <>
      <button
        type="button"
        tabIndex={-1}
        aria-hidden
        onClick={closeIssue}
        className="absolute inset-0 z-20 cursor-default bg-scrim"
      />
      <section
        ref={panel}
        tabIndex={-1}
        aria-label={`Issue ${identifier}`}
        className="absolute inset-y-0 right-0 z-30 flex w-full max-w-[1120px] animate-panel flex-col border-l border-line-strong bg-panel shadow-float outline-none lg:w-[calc(100%-72px)]"
      >
        <IssueFrame identifier={identifier} onClose={closeIssue} onGone={closeIssue} />
      </section>
    </>
  )
}
