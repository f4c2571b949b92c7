// Text that a person has begun to write, kept in this browser until it is sent or thrown away.
'use client'
import { useCallback, useEffect, useState } from 'react'
import { keep } from './kept.ts'

const prefix = 'dispatch.draft.'

/** Like useState, but survives a reload and an expired session. `clear` is for after the sending. */
export function useDraft<T>(key: string, empty: T): { value: T; set: (value: T) => void; clear: () => void } {
  const [value, setValue] = useState<T>(empty)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `empty` is only the start; a new object each render must not reset the draft.
  useEffect(() => setValue(read(key) ?? empty), [key])
  const set = useCallback(
    (next: T) => {
      setValue(next)
      write(key, next)
    },
    [key],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above.
  const clear = useCallback(() => {
    setValue(empty)
    write(key, null)
  }, [key])
  return { value, set, clear }
}

/** What was stored under our own key by `write`; anything unreadable counts as nothing. */
function read<T>(key: string): T | null {
  try {
    const text = localStorage.getItem(prefix + key)
    return text === null ? null : (JSON.parse(text) as T)
  } catch {
    return null
  }
}

function write(key: string, value: unknown): void {
  keep(prefix + key, value === null || value === '' ? null : JSON.stringify(value))
}
