// Tokens that links carry behind the #.
'use client'
import { useEffect } from 'react'

/** The token of `#token=…`; taken out of the address at once, so that it stays in no history and no screenshot. */
export function takeLinkToken(): string | null {
  const token = new URLSearchParams(window.location.hash.slice(1)).get('token')
  if (token) window.history.replaceState(null, '', window.location.pathname + window.location.search)
  return token
}

/** A link that is put into a tab which shows such a page already changes only what is behind the #: begin anew then. */
export function useLinkInOpenTab(): void {
  useEffect(() => {
    const changed = () => {
      if (new URLSearchParams(window.location.hash.slice(1)).has('token')) window.location.reload()
    }
    window.addEventListener('hashchange', changed)
    return () => window.removeEventListener('hashchange', changed)
  }, [])
}
