// The way of a fix, with how many stand where; each station filters the list.
'use client'
import { ChevronRight } from 'lucide-react'
import { cx } from '../../ui/class-names.ts'
import { toneText } from '../../ui/tone.ts'
import type { FixAttempt, FixPage } from './fix-queries.ts'
import { fixLook } from './fix-words.ts'

const way: FixAttempt['state'][] = ['awaiting_deploy', 'watching']
const ends: FixAttempt['state'][] = ['verified', 'failed', 'inconclusive', 'reverted', 'superseded']

interface FixPipelineProps {
  counts: FixPage['counts']
  chosen: readonly string[]
  onToggle(state: FixAttempt['state']): void
}

export function FixPipeline({ counts, chosen, onToggle }: FixPipelineProps) {
  const station = (state: FixAttempt['state']) => (
    <Station key={state} state={state} count={counts[state] ?? 0} isChosen={chosen.includes(state)} onToggle={onToggle} />
  )
  return (
    <nav aria-label="Pipeline" className="flex items-center gap-1.5 overflow-x-auto border-b bg-panel px-4 py-3">
      {way.map((state) => (
        <div key={state} className="flex items-center gap-1.5">
          {station(state)}
          <ChevronRight aria-hidden size={14} className="shrink-0 text-ink-3" />
        </div>
      ))}
      {ends.map(station)}
    </nav>
  )
}

function Station({
  state,
  count,
  isChosen,
  onToggle,
}: {
  state: FixAttempt['state']
  count: number
  isChosen: boolean
  onToggle(state: FixAttempt['state']): void
}) {
  const look = fixLook({ state, confidence: 1, sureness: 1, broken_at: null })
  const Icon = look.icon
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={() => onToggle(state)}
      className={cx(
        'flex min-w-28 flex-col items-start gap-0.5 rounded-lg border px-3 py-2 text-left transition-colors duration-100',
        isChosen ? 'border-accent bg-accent-soft' : 'bg-raised hover:bg-hover',
      )}
    >
      <span className={cx('font-semibold text-lead', count === 0 && 'text-ink-3')}>{count}</span>
      <span
        className={cx('flex items-center gap-1 whitespace-nowrap text-meta', count === 0 ? 'text-ink-3' : toneText[look.tone])}
      >
        <Icon aria-hidden size={13} />
        {look.text}
      </span>
    </button>
  )
}
