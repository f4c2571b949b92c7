// Saved views in the rail, below the places they are seen at.
'use client'
import { CircleDot, Kanban } from 'lucide-react'
import Link from 'next/link'
import { cx } from '../../ui/class-names.ts'
import { useUrlFilters } from '../../ui/use-url-filters.ts'
import { viewParam, viewPath } from './view-address.ts'
import { useViews } from './view-queries.ts'

const keys = [viewParam] as const
/** The rail is for what is used each day; the menu of a page has them all. */
const shownMax = 12

export function RailViews() {
  const views = useViews().data ?? []
  const chosen = useUrlFilters(keys).text(viewParam)
  if (views.length === 0) return null
  return (
    <section aria-label="Saved views" className="mt-3">
      <h2 className="px-2 pb-1 text-ink-3 text-micro">Views</h2>
      <ul className="flex flex-col gap-px">
        {views.slice(0, shownMax).map((view) => {
          const Icon = view.layout === 'board' ? Kanban : CircleDot
          return (
            <li key={view.id}>
              <Link
                href={viewPath(view)}
                aria-current={view.id === chosen ? 'page' : undefined}
                title={view.is_shared ? `${view.name} (shared)` : view.name}
                className={cx(
                  'flex h-7 items-center gap-2.5 rounded-md px-2 text-base',
                  view.id === chosen ? 'bg-pressed text-ink' : 'text-ink-2 hover:bg-hover hover:text-ink',
                )}
              >
                <Icon aria-hidden size={13} className="shrink-0 text-ink-3" />
                <span className="truncate">{view.name}</span>
              </Link>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
