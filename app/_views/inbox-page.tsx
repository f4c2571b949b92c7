// The inbox with the chosen issue beside it, or, where there is no room, over it.
'use client'
import dynamic from 'next/dynamic'
import type { Notice } from '#src/inbox/ui/inbox-queries.ts'
import { InboxView } from '#src/inbox/ui/inbox-view.tsx'
import { noticeLooks } from '#src/inbox/ui/notice-look.ts'
import { useShortcut } from '#src/ui/keyboard/shortcuts.ts'
import { SkeletonRows } from '#src/ui/skeleton.tsx'
import { toneSoft } from '#src/ui/tone.ts'
import { IssueOverlay } from './issue-overlay.tsx'

// Loaded apart, as everywhere: the list comes first.
const IssueFrame = dynamic(() => import('./issue-frame.tsx').then((module) => module.IssueFrame), {
  ssr: false,
  loading: () => <SkeletonRows label="Loading the issue" />,
})

export function InboxPage() {
  return (
    <>
      <InboxView issue={(notice, onClose) => <ChosenIssue notice={notice} onClose={onClose} />} />
      <IssueOverlay below="/inbox" />
    </>
  )
}

function ChosenIssue({ notice, onClose }: { notice: Notice; onClose(): void }) {
  const { icon: Icon, tone, label } = noticeLooks[notice.kind]
  useShortcut({ keys: 'Escape', label: 'Back to the list', group: 'Inbox' }, onClose)
  return (
    <>
      <p className={`flex shrink-0 items-center gap-2 px-3 py-2 text-base sm:px-4 ${toneSoft[tone]}`}>
        <Icon aria-hidden size={15} className="shrink-0" />
        <span className="shrink-0 font-medium">{label}</span>
        <span className="line-clamp-2 min-w-0">{notice.text}</span>
      </p>
      <IssueFrame key={notice.issue.id} identifier={notice.issue.identifier} onClose={onClose} onGone={onClose} />
    </>
  )
}
