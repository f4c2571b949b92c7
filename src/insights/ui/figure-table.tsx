// Figures as a table, one line a week or an agent. A phone keeps what came in and what was verified.
'use client'
import { cx } from '../../ui/class-names.ts'
import type { Metric } from '../domain/metrics.ts'
import { FigureButton, type Shown } from './figure-cell.tsx'
import type { Figures } from './insight-queries.ts'

interface Column {
  metric: Metric
  label: string
  className?: string
}

const medium = 'max-md:hidden'
const wide = 'max-xl:hidden'
const columns: Column[] = [
  { metric: 'errors_in', label: 'Errors in' },
  { metric: 'fixes_verified', label: 'Verified' },
  { metric: 'fixes_failed', label: 'Failed' },
  { metric: 'fixes_inconclusive', label: 'Unclear', className: medium },
  { metric: 'regressions', label: 'Regressed', className: medium },
  { metric: 'error_to_verified', label: 'Error to verified', className: medium },
  { metric: 'cost_per_verified_fix', label: 'Per verified fix', className: medium },
  { metric: 'notional_cost_per_verified_fix', label: 'Notional', className: wide },
  { metric: 'spent', label: 'Spent', className: wide },
]

export interface Line {
  key: string
  name: string
  hint?: string
  figures: Figures
}

interface FigureTableProps {
  label: string
  /** What the lines are. */
  of: string
  lines: readonly Line[]
  onShow(shown: Shown): void
}

export function FigureTable({ label, of, lines, onShow }: FigureTableProps) {
  return (
    <table aria-label={label} className="w-full border-separate border-spacing-0">
      <thead>
        <tr>
          <th scope="col" className="h-8 border-b text-left font-medium text-ink-3 text-meta">
            {of}
          </th>
          {columns.map((column) => (
            <th
              key={column.metric}
              scope="col"
              className={cx('h-8 border-b pl-3 text-right font-medium text-ink-3 text-meta', column.className)}
            >
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.key} className="hover:bg-hover">
            <th scope="row" title={line.hint} className="h-8 whitespace-nowrap border-b text-left font-normal">
              {line.name}
            </th>
            {columns.map(({ metric, className }) => (
              <td key={metric} className={cx('h-8 whitespace-nowrap border-b pl-3 text-right tabular-nums', className)}>
                <FigureButton metric={metric} figure={line.figures[metric]} place={line.name} onShow={onShow} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
