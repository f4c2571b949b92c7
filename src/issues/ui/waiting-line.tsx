// One line: what happens now, and since when.
'use client'
import { cx } from '../../ui/class-names.ts'
import { useNow } from '../../ui/now.ts'
import { toneText } from '../../ui/tone.ts'
import type { Card } from './issue-types.ts'
import { waitingLook } from './waiting-look.ts'

export function WaitingLine({
  card,
  className,
  wrap = false,
}: {
  card: Pick<Card, 'waiting_on' | 'fix_state' | 'status'>
  className?: string
  /** Where there is room below: two lines before words are cut. */
  wrap?: boolean
}) {
  const look = waitingLook(card, useNow())
  if (!look) return null
  const Icon = look.icon
  return (
    <span className={cx('flex min-w-0 items-center gap-1.5 text-meta', toneText[look.tone], className)}>
      <Icon aria-hidden size={13} className={cx('shrink-0', look.live && 'animate-pulse-slow')} />
      <span className={wrap ? 'line-clamp-2 break-words' : 'truncate'} title={look.text}>
        {look.text}
      </span>
      {look.time && <span className="shrink-0 text-ink-3">· {look.time}</span>}
    </span>
  )
}
