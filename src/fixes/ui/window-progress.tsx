// How far the watch over a fix has come.
'use client'
import { durationText, relativeText } from '../../ui/duration.ts'
import { useNow } from '../../ui/now.ts'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import type { Tone } from '../../ui/tone.ts'
import type { FixAttempt } from './fix-queries.ts'
import { windowShare } from './fix-words.ts'

const tones: Partial<Record<FixAttempt['state'], Tone>> = {
  watching: 'work',
  verified: 'good',
  failed: 'fail',
  inconclusive: 'need',
}

export function WindowProgress({ fix }: { fix: FixAttempt }) {
  const now = useNow()
  const share = windowShare(fix, now)
  if (share === null || !fix.window_ends_at) return <span className="text-ink-3 text-meta">no window yet</span>
  const left = Date.parse(fix.window_ends_at) - now.getTime()
  const words =
    fix.state !== 'watching'
      ? fix.verdict_at
        ? `ended ${relativeText(new Date(fix.verdict_at), now)}`
        : ''
      : left > 0
        ? `${durationText(left)} left`
        : 'the verdict is being made'
  return (
    <div className="flex min-w-28 flex-col gap-1">
      <ProgressBar value={share} label="Watched part of the window" tone={tones[fix.state] ?? 'idle'} />
      <span className="text-ink-3 text-meta">{words}</span>
    </div>
  )
}
