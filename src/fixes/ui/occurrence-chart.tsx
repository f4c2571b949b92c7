// Occurrences before and after a deployment, as bars on a line of time.
import { dateText, durationText } from '../../ui/duration.ts'
import type { FixDetail } from './fix-queries.ts'
import { chartText } from './proof-words.ts'

const height = 56
const width = 280

type Charted = Pick<FixDetail, 'occurrences' | 'deployed_at' | 'events_before'>

export function OccurrenceChart({ fix }: { fix: Charted }) {
  const { occurrences, deployed_at } = fix
  if (!occurrences || !deployed_at || occurrences.buckets.length === 0) return null
  const { buckets, bucket_seconds } = occurrences
  const most = Math.max(1, ...buckets.map(({ events }) => events))
  const step = width / buckets.length
  const deployedIndex = buckets.findIndex(({ starts_at }) => starts_at >= deployed_at)
  const words = chartText(fix)
  return (
    <figure className="flex flex-col gap-1">
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={words} className="h-14 w-full">
        {buckets.map((bucket, index) => (
          <Bar key={bucket.starts_at} bucket={bucket} most={most} x={index * step} step={step} isAfter={index >= deployedIndex} />
        ))}
        <line
          x1={0}
          x2={width}
          y1={height}
          y2={height}
          className="stroke-line-strong"
          strokeWidth={1}
          vectorEffect="non-scaling-stroke"
        />
        {deployedIndex >= 0 && (
          <line
            x1={deployedIndex * step}
            x2={deployedIndex * step}
            y1={0}
            y2={height}
            className="stroke-accent"
            strokeWidth={1.5}
            strokeDasharray="3 2"
            vectorEffect="non-scaling-stroke"
          />
        )}
      </svg>
      <div aria-hidden className="relative h-4 text-ink-3 text-micro">
        <span className="absolute left-0">{dateText(new Date(buckets[0]?.starts_at ?? deployed_at))}</span>
        <span
          className="absolute -translate-x-1/2 text-accent"
          style={{ left: `${Math.min(90, Math.max(40, (deployedIndex / buckets.length) * 100))}%` }}
        >
          deployed
        </span>
      </div>
      <figcaption className="text-ink-3 text-micro">
        {words} A bar is {durationText(bucket_seconds * 1_000)}.
      </figcaption>
    </figure>
  )
}

interface BarProps {
  bucket: { events: number; against: number; starts_at: string }
  most: number
  x: number
  step: number
  isAfter: boolean
}

/** What speaks against the fix stands at the bottom, what does not above it. */
function Bar({ bucket, most, x, step, isAfter }: BarProps) {
  const tall = (count: number) => (count === 0 ? 0 : Math.max(3, (count / most) * (height - 4)))
  const against = tall(bucket.against)
  const all = Math.max(tall(bucket.events), against)
  const gap = Math.min(1, step * 0.2)
  const shape = { x: x + gap / 2, width: step - gap }
  return (
    <g>
      <rect {...shape} y={height - all} height={all - against} className={isAfter ? 'fill-line-strong' : 'fill-idle'} />
      <rect {...shape} y={height - against} height={against} className="fill-fail" />
    </g>
  )
}
