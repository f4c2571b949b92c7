// Nothing that a simulator did may be taken for real: violet, hatched, and in words.
import { FlaskConical } from 'lucide-react'
import { cx } from './class-names.ts'

export function SimulatedMark({ className }: { className?: string }) {
  return (
    <span
      title="Made by the simulator: no model was asked and no money spent."
      className={cx(
        'hatch inline-flex h-5 shrink-0 items-center gap-1 rounded-sm bg-sim-soft px-1.5 font-medium text-meta text-sim',
        className,
      )}
    >
      <FlaskConical aria-hidden size={12} className="shrink-0" />
      <span className="@max-[210px]:sr-only">Simulated</span>
    </span>
  )
}
