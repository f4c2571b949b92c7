// The bar at the head of every view: title, filters, what can be done, and whether it is live.
'use client'
import type { ReactNode } from 'react'
import { LiveDot } from './live/live-dot.tsx'

interface ViewHeaderProps {
  title: ReactNode
  /** Filters, tabs: between the title and the actions. */
  children?: ReactNode
  actions?: ReactNode
}

export function ViewHeader({ title, children, actions }: ViewHeaderProps) {
  return (
    <header className="flex min-h-11 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b bg-panel px-3 py-1.5 sm:px-4">
      <h1 className="shrink-0 font-semibold text-ink text-read">{title}</h1>
      <div className="order-last flex min-w-0 basis-full flex-wrap items-center gap-x-2 gap-y-1.5 empty:hidden sm:order-none sm:flex-1 sm:basis-0 sm:flex-nowrap">
        {children}
      </div>
      <div className="ml-auto flex shrink-0 items-center gap-1.5">
        {actions}
        <LiveDot />
      </div>
    </header>
  )
}
