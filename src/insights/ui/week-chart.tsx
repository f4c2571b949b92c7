// Errors in and verdicts of each week, as bars. The table below has the same numbers; this is its picture.
import type { Insights } from './insight-queries.ts'

const series = [
  { metric: 'fixes_verified', label: 'verified', className: 'fill-good', swatch: 'bg-good' },
  { metric: 'fixes_failed', label: 'failed', className: 'fill-fail', swatch: 'bg-fail' },
  { metric: 'fixes_inconclusive', label: 'inconclusive', className: 'fill-need', swatch: 'bg-need' },
] as const

const [width, height, foot] = [720, 140, 2]
const plot = height - foot

export function WeekChart({ weeks }: { weeks: Insights['weeks'] }) {
  const most = Math.max(1, ...weeks.map(({ figures }) => Math.max(figures.errors_in.n, verdictsOf(figures))))
  const slot = width / weeks.length
  const scale = (n: number) => (n / most) * (plot - 12)
  return (
    <figure className="flex flex-col gap-1.5">
      <figcaption className="flex flex-wrap items-center gap-x-4 gap-y-1 text-meta">
        <span className="font-medium">Errors and verdicts, by week</span>
        <Legend />
      </figcaption>
      <svg
        role="img"
        aria-label={description(weeks)}
        viewBox={`0 0 ${width} ${height}`}
        className="w-full"
        preserveAspectRatio="none"
      >
        <line x1={0} x2={width} y1={plot} y2={plot} className="stroke-line-strong" strokeWidth={1} />
        {weeks.map((week, index) => (
          <Bars key={week.week} week={week} x={index * slot} slot={slot} scale={scale} />
        ))}
      </svg>
      <div aria-hidden className="flex justify-between text-ink-3 text-micro">
        <span>{weeks[0]?.week}</span>
        <span>{weeks.at(-1)?.week}</span>
      </div>
    </figure>
  )
}

type Week = Insights['weeks'][number]

function verdictsOf(figures: Week['figures']): number {
  return series.reduce((sum, { metric }) => sum + figures[metric].n, 0)
}

interface BarsProps {
  week: Week
  x: number
  slot: number
  scale(n: number): number
}

/** Beside each other: what came in, and, stacked, what was judged. */
function Bars({ week: { week, figures }, x, slot, scale }: BarsProps) {
  const bar = Math.max(2, Math.min(18, slot * 0.32))
  const left = x + slot / 2 - bar - 1
  const tall = scale(figures.errors_in.n)
  let top = plot
  return (
    <g>
      <title>{`${week}: ${figures.errors_in.n} errors in, ${verdictText(figures)}`}</title>
      <rect x={left} y={plot - tall} width={bar} height={tall} className="fill-idle" />
      {series.map(({ metric, className }) => {
        const part = scale(figures[metric].n)
        top -= part
        return <rect key={metric} x={left + bar + 2} y={top} width={bar} height={part} className={className} />
      })}
    </g>
  )
}

const verdictText = (figures: Week['figures']): string =>
  series.map(({ metric, label }) => `${figures[metric].n} ${label}`).join(', ')

function description(weeks: Insights['weeks']): string {
  const told = weeks.filter(({ figures }) => figures.errors_in.n + verdictsOf(figures) > 0)
  if (told.length === 0) return 'No errors and no verdicts in these weeks.'
  return told.map(({ week, figures }) => `${week}: ${figures.errors_in.n} errors in, ${verdictText(figures)}`).join('. ')
}

function Legend() {
  const entries = [{ label: 'errors in', swatch: 'bg-idle' }, ...series]
  return entries.map(({ label, swatch }) => (
    <span key={label} className="inline-flex items-center gap-1.5 text-ink-2">
      <span aria-hidden className={`size-2.5 rounded-xs ${swatch}`} />
      {label}
    </span>
  ))
}
