// Names and values, two columns.
import type { ReactNode } from 'react'

export function Facts({ items }: { items: readonly (readonly [name: string, value: ReactNode])[] }) {
  const shown = items.filter(([, value]) => value !== null && value !== undefined && value !== false)
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
      {shown.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-3">{name}</dt>
          <dd className="min-w-0 break-words text-right text-ink">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
