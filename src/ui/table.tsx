// Tables of rows that lead somewhere: quiet lines, 36 pixels, the head stays in sight.
import type { ReactNode } from 'react'
import { cx } from './class-names.ts'
import { walkRows } from './walk-rows.ts'

export interface Column {
  label: string
  /** Shown to screen readers only. */
  hidden?: boolean
  className?: string
}

export function Table({ label, columns, children }: { label: string; columns: readonly Column[]; children: ReactNode }) {
  return (
    <table aria-label={label} className="w-full border-separate border-spacing-0">
      <thead>
        <tr>
          {columns.map((column) => (
            <th
              key={column.label}
              scope="col"
              className={cx(
                'sticky top-0 z-10 h-8 whitespace-nowrap border-b bg-canvas px-2 text-left font-medium text-ink-3 text-meta first:pl-4 last:pr-4',
                column.className,
              )}
            >
              {column.hidden ? <span className="sr-only">{column.label}</span> : column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody onKeyDown={walkRows}>{children}</tbody>
    </table>
  )
}

/** A row; `cells` take their visibility on small screens from their column. */
export function Row({ children, className }: { children: ReactNode; className?: string }) {
  return <tr className={cx('group/row relative hover:bg-hover', className)}>{children}</tr>
}

export function Cell({ children, className }: { children?: ReactNode; className?: string | undefined }) {
  return <td className={cx('h-9 border-b px-2 first:pl-4 last:pr-4', className)}>{children}</td>
}

/** Number and title of a row: beside each other, on a phone above each other. */
export const rowFaceClasses = 'flex min-w-0 max-md:flex-col max-md:items-start max-md:py-1.5 md:items-center md:gap-2'

/** The title in it: what is cut off is seen by pointing at it, so on a phone it takes a second line instead. */
export const rowTitleClasses = 'max-w-full md:truncate max-md:line-clamp-2 max-md:break-words'

/** Put on the link of a row: the whole row is its target. */
export const rowLinkClasses =
  'outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent'
