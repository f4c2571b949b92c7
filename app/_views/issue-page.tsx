// An issue as a page of its own; others open over it.
'use client'
import { usePathname, useRouter } from 'next/navigation'
import { useLayoutEffect } from 'react'
import { hostIssues } from '#src/issues/ui/open-issue.ts'
import { useShortcut } from '#src/ui/keyboard/shortcuts.ts'
import { IssueFrame } from './issue-frame.tsx'

export function IssuePage({ identifier }: { identifier: string }) {
  const router = useRouter()
  useLayoutEffect(hostIssues, [])
  // Another issue opened from here only changes the address.
  const shown = decodeURIComponent(/^\/issues\/([^/]+)$/.exec(usePathname())?.[1] ?? identifier)
  useShortcut({ keys: 'Escape', label: 'Back to the board', group: 'Issue' }, () => router.push('/board'))
  return <IssueFrame identifier={shown} onGone={() => router.push('/board')} />
}
