// Filters and sort order live in the address, so that a view can be shared and survives a reload.
'use client'
import { usePathname, useSearchParams } from 'next/navigation'
import { useCallback, useMemo } from 'react'
import { useStore } from './external-store.ts'
import { viewBelow } from './view-below.ts'

export interface UrlFilters {
  /** The chosen values by key. */
  active: Record<string, string[]>
  text(key: string): string
  toggle(key: string, value: string): void
  setText(key: string, value: string): void
  clear(): void
}

/** Keeps the given keys in the query string; other keys stay untouched. */
export function useUrlFilters(keys: readonly string[]): UrlFilters {
  const address = useSearchParams()
  const pathname = usePathname()
  const below = useStore(viewBelow, null)
  const search = useMemo(() => (below === null ? address : new URLSearchParams(below.split('?')[1])), [address, below])
  const write = useCallback(
    (change: (next: URLSearchParams) => void) => {
      const next = new URLSearchParams(window.location.search)
      change(next)
      const text = next.toString()
      window.history.replaceState(null, '', text ? `${pathname}?${text}` : pathname)
    },
    [pathname],
  )
  const keyList = keys.join(' ')
  return useMemo(
    () => ({
      active: Object.fromEntries(keyList.split(' ').map((key) => [key, search.getAll(key)])),
      text: (key) => search.get(key) ?? '',
      toggle: (key, value) => write((next) => toggleParam(next, key, value)),
      setText: (key, value) => write((next) => (value ? next.set(key, value) : next.delete(key))),
      clear: () =>
        write((next) => {
          for (const key of keyList.split(' ')) next.delete(key)
        }),
    }),
    [search, write, keyList],
  )
}

/** Adds the value to the key's list, or takes it out. */
export function toggleParam(params: URLSearchParams, key: string, value: string): void {
  const values = params.getAll(key)
  const next = values.includes(value) ? values.filter((item) => item !== value) : [...values, value]
  params.delete(key)
  for (const item of next) params.append(key, item)
}
