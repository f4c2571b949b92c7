// Which columns are folded, kept in this browser; canceled ones are until somebody opens them.
'use client'
import { useCallback, useEffect, useState } from 'react'
import type { BoardColumn } from './board-types.ts'

const storageKey = 'dispatch.folded-columns'

export function useFoldedColumns(columns: readonly BoardColumn[]) {
  const canceled = columns.filter((column) => column.status.category === 'canceled').map((column) => column.status.id)
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set(canceled))
  useEffect(() => {
    const stored = readStored()
    if (stored) setFolded(new Set(stored))
  }, [])
  const toggle = useCallback(
    (statusId: string) =>
      setFolded((current) => {
        const next = new Set(current)
        if (!next.delete(statusId)) next.add(statusId)
        localStorage.setItem(storageKey, JSON.stringify([...next]))
        return next
      }),
    [],
  )
  return { folded, toggle }
}

function readStored(): string[] | null {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? 'null')
    return Array.isArray(stored) ? stored.filter((item) => typeof item === 'string') : null
  } catch {
    return null
  }
}
