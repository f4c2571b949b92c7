// Whether what is on the screen is what the server knows.
'use client'
import { CircleDotDashed, Radio, WifiOff } from 'lucide-react'
import { cx } from '../class-names.ts'
import { useStore } from '../external-store.ts'
import { type LiveStatus, liveStatus } from './live-stream.ts'

const connecting: LiveStatus = { kind: 'connecting' }

export function LiveDot() {
  const status = useStore(liveStatus, connecting)
  const { icon: Icon, text, tone } = describe(status)
  return (
    <output
      aria-live="polite"
      className={cx('inline-flex h-7 shrink-0 items-center gap-1.5 px-1.5 text-meta', tone)}
      title={titles[status.kind]}
    >
      <Icon aria-hidden size={13} />
      <span className="max-sm:sr-only">{text}</span>
    </output>
  )
}

const titles: Record<LiveStatus['kind'], string> = {
  connecting: 'Connecting to the event stream',
  live: 'Every change shows at once',
  catching_up: 'Reading the changes that happened meanwhile',
  offline: 'The event stream is away. What you see may be old; it catches up by itself.',
}

function describe(status: LiveStatus) {
  switch (status.kind) {
    case 'live':
      return { icon: Radio, text: 'Live', tone: 'text-good' }
    case 'connecting':
      return { icon: CircleDotDashed, text: 'Connecting', tone: 'text-ink-3' }
    case 'catching_up':
      return { icon: CircleDotDashed, text: 'Catching up', tone: 'text-work' }
    case 'offline':
      return { icon: WifiOff, text: `Offline since ${clock(status.since)}`, tone: 'text-need' }
  }
}

const clock = (at: number) => new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
