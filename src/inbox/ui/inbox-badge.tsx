// How many notices are unread, beside the word Inbox.
'use client'
import { cx } from '../../ui/class-names.ts'
import { useInboxCount } from './inbox-queries.ts'

export function InboxBadge({ small = false }: { small?: boolean }) {
  const unread = useInboxCount().data?.unread ?? 0
  if (unread === 0) return null
  return (
    <span
      className={cx(
        'inline-flex items-center justify-center rounded-full bg-accent font-semibold text-micro text-on-accent tabular-nums',
        small ? '-top-1 -right-1.5 absolute h-3.5 min-w-3.5 px-0.5' : 'h-4.5 min-w-4.5 px-1',
      )}
    >
      {unread > 99 ? '99+' : unread}
      <span className="sr-only"> unread</span>
    </span>
  )
}
