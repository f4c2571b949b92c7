// Text that a person has begun to write, kept in this browser until it is sent or thrown away.
'use client'
import { useCallback, useEffect, useState } from 'react'
import { type DraftStores, readDraft, wasSentElsewhere, writeDraft } from './draft-store.ts'

/** Like useState, but survives a reload, an expired session and a closed tab. Each tab has its own. `clear` is for after the sending. */
export function useDraft<T>(key: string, empty: T): { value: T; set: (value: T) => void; clear: () => void } {
  const [value, setValue] = useState<T>(empty)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `empty` is only the start; a new object each render must not reset the draft.
  useEffect(() => {
    const stores = storesOfBrowser()
    setValue(readDraft<T>(stores, key) ?? empty)
    const listen = (event: StorageEvent) => {
      if (wasSentElsewhere(stores, key, event)) setValue(empty)
    }
    window.addEventListener('storage', listen)
    return () => window.removeEventListener('storage', listen)
  }, [key])
  const set = useCallback(
    (next: T) => {
      setValue(next)
      writeDraft(storesOfBrowser(), key, next)
    },
    [key],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above.
  const clear = useCallback(() => {
    setValue(empty)
    writeDraft(storesOfBrowser(), key, null)
  }, [key])
  return { value, set, clear }
}

function storesOfBrowser(): DraftStores {
  return { tab: storeOf(() => sessionStorage), browser: storeOf(() => localStorage) }
}

/** A browser may forbid even to look at its storage. */
function storeOf(open: () => Storage): Storage | null {
  try {
    return open()
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
    return null
  }
}
