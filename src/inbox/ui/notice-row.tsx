// One notice in the list: what kind, which issue, what is wanted, since when.
'use client'
import { issuePath } from '../../issues/ui/open-issue.ts'
import { StatusGlyph } from '../../issues/ui/status-glyph.tsx'
import { cx } from '../../ui/class-names.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { rowLinkClasses } from '../../ui/table.tsx'
import { toneText } from '../../ui/tone.ts'
import type { NoticeChange } from '../schemas.ts'
import type { Notice } from './inbox-queries.ts'
import { noticeLooks } from './notice-look.ts'
import { NoticeMenu } from './notice-menu.tsx'

interface NoticeRowProps {
  notice: Notice
  isChosen: boolean
  isMenuOpen: boolean
  onMenu(open: boolean): void
  onChoose(): void
  onChange(change: NoticeChange): void
}

export function NoticeRow({ notice, isChosen, isMenuOpen, onMenu, onChoose, onChange }: NoticeRowProps) {
  const { icon: Icon, tone, label } = noticeLooks[notice.kind]
  const settled = notice.closed_at !== null
  return (
    <li className={cx('group/row relative border-b', isChosen ? 'bg-pressed' : 'hover:bg-hover')}>
      <div className="flex gap-2.5 py-2 pr-2 pl-3">
        <span className="flex w-4 shrink-0 flex-col items-center gap-1.5 pt-0.5">
          <Icon aria-hidden size={15} className={settled ? 'text-ink-3' : toneText[tone]} />
          {notice.is_unread && (
            <span className="size-2 rounded-full bg-accent">
              <span className="sr-only">unread</span>
            </span>
          )}
        </span>
        <div className="min-w-0 flex-1">
          <p className="flex items-center gap-2 text-meta">
            <span className={cx('font-medium', settled ? 'text-ink-3' : toneText[tone])}>{label}</span>
            <span className="truncate font-mono text-ink-3">{notice.issue.identifier}</span>
            <RelativeTime at={notice.done_at ?? notice.closed_at ?? notice.opened_at} className="ml-auto shrink-0 text-ink-3" />
          </p>
          <p className="flex items-start gap-1.5">
            <span className="flex h-[1lh] shrink-0 items-center">
              <StatusGlyph category={notice.issue.status.category} size={13} />
            </span>
            <a
              href={issuePath(notice.issue.identifier)}
              data-row
              data-notice={notice.id}
              aria-current={isChosen ? 'true' : undefined}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
                event.preventDefault()
                onChoose()
              }}
              className={cx('line-clamp-2 min-w-0 break-words text-ink', notice.is_unread && 'font-semibold', rowLinkClasses)}
            >
              {notice.issue.title}
            </a>
          </p>
          <p className="line-clamp-2 text-ink-2 text-meta">{notice.text}</p>
          <NoticeFate notice={notice} />
        </div>
        <span className="relative z-10 -my-1 self-start">
          <NoticeMenu notice={notice} open={isMenuOpen} onOpenChange={onMenu} onChange={onChange} />
        </span>
      </div>
    </li>
  )
}

/** Why it is in the list of what is done or put off. */
function NoticeFate({ notice }: { notice: Notice }) {
  if (notice.done_at) return <p className="text-ink-3 text-meta">You put it away{notice.closed_at && ', and it is settled'}</p>
  if (notice.closed_at) return <p className="text-ink-3 text-meta">Settled</p>
  if (!notice.snoozed_until || Date.parse(notice.snoozed_until) < Date.now()) return null
  return (
    <p className="text-ink-3 text-meta">
      Comes back <RelativeTime at={notice.snoozed_until} />
    </p>
  )
}
