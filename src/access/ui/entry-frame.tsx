// The page around every way in: the mark, what it is about, and one narrow column.
'use client'
import type { ReactNode } from 'react'
import { Logo } from '../../ui/logo.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { useLinkInOpenTab } from './link-token.ts'

export function EntryFrame({ title, about, children }: { title: string; about: string; children: ReactNode }) {
  useLinkInOpenTab()
  return (
    <main className="flex min-h-dvh items-center justify-center bg-canvas p-4">
      <div className="flex w-full max-w-80 flex-col gap-5">
        <div className="flex items-center gap-2.5">
          <Logo size={26} />
          <div className="min-w-0">
            <h1 className="break-words font-semibold text-ink text-lead leading-5">{title}</h1>
            <p className="text-ink-3 text-meta">{about}</p>
          </div>
        </div>
        {children}
      </div>
    </main>
  )
}

export function EntryWait({ children }: { children: ReactNode }) {
  return (
    <p role="status" aria-busy="true" className="flex items-center gap-2 text-base text-ink-2">
      <Spinner /> {children}
    </p>
  )
}
