// How much of a known whole is done.
import { cx } from './class-names.ts'
import { type Tone, toneFill } from './tone.ts'

interface ProgressBarProps {
  /** 0 to 1. */
  value: number
  label: string
  tone?: Tone
  className?: string
}

export function ProgressBar({ value, label, tone = 'work', className }: ProgressBarProps) {
  const percent = Math.round(Math.min(1, Math.max(0, value)) * 100)
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className={cx('h-1 overflow-hidden rounded-full bg-pressed', className)}
    >
      <div
        className={cx('h-full rounded-full transition-[width] duration-300', toneFill[tone])}
        style={{ width: `${percent}%` }}
      />
    </div>
  )
}
