// One number; those that are made of something lead to the issues behind them.
'use client'
import type { Metric } from '../domain/metrics.ts'
import type { FigureView } from './insight-queries.ts'
import { basisText, metricWords, valueText } from './insight-words.ts'

export interface Shown {
  title: string
  path: string
  metric: Metric
}

interface FigureCellProps {
  metric: Metric
  figure: FigureView
  /** Of which week or agent it is. */
  place: string
  onShow(shown: Shown): void
}

export function FigureButton({ metric, figure, place, onShow }: FigureCellProps) {
  const text = valueText(metric, figure.value)
  const { issues: path } = figure
  if (path === null) return <span className="text-ink-3">{text}</span>
  const title = `${metricWords[metric]}, ${place}`
  return (
    <button
      type="button"
      aria-label={`${title}: ${text}. Show the issues`}
      title={basisText(metric, figure.n) ?? undefined}
      onClick={() => onShow({ title, path, metric })}
      className="rounded-sm text-accent tabular-nums hover:underline"
    >
      {text}
    </button>
  )
}
