// The meanings that colour may carry. Nothing else is coloured, and nothing is told by colour alone.

export type Tone = 'idle' | 'work' | 'need' | 'good' | 'fail' | 'sim' | 'accent'

export const toneText: Record<Tone, string> = {
  idle: 'text-idle',
  work: 'text-work',
  need: 'text-need',
  good: 'text-good',
  fail: 'text-fail',
  sim: 'text-sim',
  accent: 'text-accent',
}

export const toneSoft: Record<Tone, string> = {
  idle: 'bg-idle-soft text-ink-2',
  work: 'bg-work-soft text-work',
  need: 'bg-need-soft text-need',
  good: 'bg-good-soft text-good',
  fail: 'bg-fail-soft text-fail',
  sim: 'bg-sim-soft text-sim',
  accent: 'bg-accent-soft text-accent',
}

export const toneFill: Record<Tone, string> = {
  idle: 'bg-idle',
  work: 'bg-work',
  need: 'bg-need',
  good: 'bg-good',
  fail: 'bg-fail',
  sim: 'bg-sim',
  accent: 'bg-accent',
}
