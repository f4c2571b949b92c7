// Labels: the first two, and how many more.
import { cx } from '../../ui/class-names.ts'
import type { Label } from './issue-types.ts'

/** The dot of each colour. */
export const labelDots: Record<string, string> = {
  grey: 'bg-idle',
  blue: 'bg-work',
  amber: 'bg-need',
  green: 'bg-good',
  red: 'bg-fail',
  violet: 'bg-sim',
}

export function LabelTag({ label }: { label: Label }) {
  return (
    <span className="inline-flex h-4.5 min-w-0 max-w-28 items-center gap-1 rounded-full border px-1.5 text-ink-2 text-micro">
      <span aria-hidden className={cx('size-1.5 shrink-0 rounded-full', labelDots[label.color] ?? 'bg-idle')} />
      <span className="truncate">{label.name}</span>
    </span>
  )
}

/** Two long names would leave nothing of each other to read on a card. */
const togetherAtMost = 12

export function LabelTags({ labels, limit: atMost = 2 }: { labels: readonly Label[]; limit?: number }) {
  const together = labels.slice(0, 2).reduce((sum, label) => sum + label.name.length, 0)
  const isCrowded = together > togetherAtMost || (labels.length > 2 && together > togetherAtMost - 4)
  const limit = Math.min(atMost, isCrowded ? 1 : 2)
  const rest = labels.slice(limit)
  return (
    <span className="flex min-w-0 items-center gap-1">
      {labels.slice(0, limit).map((label) => (
        <LabelTag key={label.id} label={label} />
      ))}
      {rest.length > 0 && (
        <span className="text-ink-3 text-micro" title={rest.map((label) => label.name).join(', ')}>
          +{rest.length}
        </span>
      )}
    </span>
  )
}
