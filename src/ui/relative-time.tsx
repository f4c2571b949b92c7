// A moment in words, with the full time for those who point at it.
'use client'
import { fullTimeText, relativeText } from './duration.ts'
import { useNow } from './now.ts'

export function RelativeTime({ at, className }: { at: string; className?: string }) {
  const now = useNow()
  const moment = new Date(at)
  return (
    <time dateTime={at} title={fullTimeText(moment)} className={className}>
      {relativeText(moment, now)}
    </time>
  )
}
